"""The words that the rules about harm are built from: who, whom, where, with what."""

from __future__ import annotations

from dataclasses import dataclass
from re import IGNORECASE, Pattern
from re import compile as compiled


@dataclass(frozen=True)
class Rule:
    """Words of one kind of harm.

    ``keys`` are words of which a match always holds one; a text without any is never
    searched. ``who`` stretches the place to the one who
    does it. ``certain`` words count even where a film or a game was just named.
    """

    harm: str
    keys: tuple[str, ...]
    act: Pattern[str]
    who: bool = False
    certain: bool = False


def chinese(
    harm: str, keys: str, *acts: str, who: bool = False, certain: bool = False
) -> Rule:
    return Rule(harm, tuple(keys.split()), compiled("|".join(acts)), who, certain)


def english(harm: str, *acts: str) -> Rule:
    act = compiled(rf"\b(?:{'|'.join(acts)})", IGNORECASE)
    return Rule(harm, (), act)


def near(most: int) -> str:
    """Up to so many characters of the same clause."""
    return rf"[^，。！？；,!?;\n]{{0,{most}}}?"


def far(most: int) -> str:
    """Up to so many characters of the same sentence."""
    return rf"[^。！？!?\n]{{0,{most}}}?"


FAMILY = (
    "(?:爸爸?|妈妈?|老爸|老妈|爸妈|爹|娘|父亲|母亲|父母|家长|家里人?|家人|大人|[继后养]父|[继后养]母"
    "|后[爸妈]|爷爷|奶奶|外公|外婆|姥爷|姥姥|公公|婆婆|阿公|阿[嬷嬤]|叔叔?|伯伯?|大伯|舅舅?|姨夫|姨父|姑父|姑姑?"
    "|阿姨|姨妈?|舅妈|婶婶?|哥哥?|姐姐?|老公|丈夫|老婆|妻子|前夫|男友|男朋友|女朋友|保姆)"
)
TEACHER = "(?:老师|班主任|教练|主任|校长|教官|宿管|园长)"
PEER = "(?:同学们?|同桌|前桌|后桌|[室舍]友|男生|女生|班长|大孩子|小孩|高年级|学长|学姐|混混|朋友)"
STRANGER = "(?:邻居|大爷|大叔|老头|男的|男人|陌生人|网友|亲戚|老板|领导|上司|司机|保安)"
WHO = f"(?:{FAMILY}|{TEACHER}|{PEER}|{STRANGER}|他们?|她们?|有人|别人|人家)"
# Those whose closeness to a child in bed or bath is no matter of course.
MAN = (
    "(?:爸|父|叔|伯|舅|爷|外公|姥爷|公公|干爹|哥|姨夫|姑[父丈]|老师|教练|邻居|大爷|大叔|老头|老板|领导"
    "|男的|男人|男生|男友|男朋友|亲戚|网友|他)"
)
ME = "(?:我们?(?:[俩仨]|几个)?)"
KIN = (
    "(?:我?[妈爸娘]妈?爸?|奶奶|爷爷|弟弟?|妹妹?|姐姐?|哥哥|孩子|小孩|女儿|儿子|宝宝|小朋友|娃|学生|女同学|男同学"
    "|表[弟妹]|堂[弟妹]|侄[子女]|外甥女?|孙[子女]|老婆|媳妇|闺女|闺蜜|老人|老太太|婆婆|同桌|室友|小姨|姑姑|老二|老大)"
)
BODY = (
    "(?:头发|头|脸|嘴巴?|鼻子|眼睛?|耳朵|耳光|脖子|喉咙|肩膀?|胳膊|手[臂腕心背指]?|后?背|后脑|脑袋|腰|肚子"
    "|屁股|大?小?腿|膝盖|脚|身[上体]|全身|胸口?|牙|骨)"
)
LIMB = "(?:手[臂腕背指心上]?|胳膊|大?小?腿|脚|身上|肚子|皮肤?)"
PRIVATE = (
    "(?:下面|下边|下身|下体|私处|隐私|小?鸡鸡|小弟弟|丁丁|阴[部道]|尿尿的|那里|那个地方|胸|咪咪|乳房|屁[股屁]|大腿"
    "|内裤|内衣|裤[子裆]|裙子)"
)
STICK = (
    "(?:皮带|腰带|[棍鞭]子?|木棍|铁棍|教鞭|衣架|衣撑|[直戒]?尺子?|扫[把帚]|拖[鞋把]|鞋底?|鸡毛掸子?|[电网数充]\\w{0,2}线"
    "|[竹藤柳枝树]\\w?[条枝]|擀面杖|木板|板子|凳子|椅子|球[杆拍棒]|锅铲|勺子|酒瓶|瓶子|烟灰缸|砖头?|石头|粉笔|板擦|课本|书"
    "|遥控器|杯子|碗|筷子|火钳|锤子|晾衣[架杆叉]|烟袋|烟斗|皮鞋|高跟鞋|笤帚|掸子|铁锹|铁丝|钢管|水管|平底锅|保温杯|水杯|台灯|头盔|拐杖|绳子?)"
)
POINT = (
    "(?:菜刀|水果刀|小刀|美工刀|刀[片子]?|剪刀|斧头|针|圆规|铅笔|钢笔|笔尖?|图钉|钉子|玻璃片?|打火机|烟头?|香烟|火"
    "|开水|热水|熨斗)"
)
NUMBER = "(?:[一二两三四五六七八九十几半\\d]{1,3}|好几|好多)"
AGES = f"{NUMBER}(?:天|个?星期|周|个?礼拜|个?月|年)"

# Character for character, so that every offset stays what it was.
TRADITIONAL = str.maketrans(
    "媽爺嬤親爾師學長練導員鄰關係發給讓說話許沒會還這裡裏個們來過時間後從對動腳臉頭頸髮體傷帶條鉛筆劃殘殺樓橋藥遺書絕燒熱燙壓覺難離開見視頻鎖門廁"
    "飯醫擔歲歡養繼強姦騷擾褻內褲脫傳錄拋棄懲罰掃號該擋淚殼藍滅絆撐電線鐵銬賣婦處陰舊雞趕撲綁圍毆鬧鬥壞夢結讀幾點爛腫癢顏變滿繩數塊終嗎丟額戶雙幫"
    "錢縫針廢衝樣東隻單麼誰嚇臟髒臥當認識緊聲聽煙菸廚櫃嘔餓飽業習補課園護診療總經靜轉輪擊剛無靈罵網氣慘瘋淨準備紅約級納紙細緒編際陽階隊雜響頂順領"
    "顆題願類風飛飲館馬騎驚鬆鬍齡齒妳著喫兩禮週為與於並產嬰搶紮噁惡愛應懷戰戲擁攝敗斷暈曬槍欄決濕煩牆狀獨獄監盜窩綑職膽舉蓋蟲裝觸訓記訴試誘語誤調"
    "談請論謊證貓貨責費貼賠賭贏軟輕輸辦農連進運達遲邊醬釘錯鍋錘鏡鐘鑰閃閉閨闆闖險隱隨塗臨報寢顧遞敘擰攔搖換濃潑滾燈牽猶癮盡瞞礙種稱窮竊簽糞絲綠緩"
    "縮罷聞聯膚膠葉蓮衊規貞負贈趙跡蹤躍轟遠遷選鈔鉤鎮閒陸雖飄餅騙驅鳥鴨齊龍擠灣綿襪軍輔國紗縱掛掙採揹揮搗摀攪",
    "妈爷嬷亲尔师学长练导员邻关系发给让说话许没会还这里里个们来过时间后从对动脚脸头颈发体伤带条铅笔划残杀楼桥药遗书绝烧热烫压觉难离开见视频锁门厕"
    "饭医担岁欢养继强奸骚扰亵内裤脱传录抛弃惩罚扫号该挡泪壳蓝灭绊撑电线铁铐卖妇处阴旧鸡赶扑绑围殴闹斗坏梦结读几点烂肿痒颜变满绳数块终吗丢额户双帮"
    "钱缝针废冲样东只单么谁吓脏脏卧当认识紧声听烟烟厨柜呕饿饱业习补课园护诊疗总经静转轮击刚无灵骂网气惨疯净准备红约级纳纸细绪编际阳阶队杂响顶顺领"
    "颗题愿类风飞饮馆马骑惊松胡龄齿你着吃两礼周为与于并产婴抢扎恶恶爱应怀战戏拥摄败断晕晒枪栏决湿烦墙状独狱监盗窝捆职胆举盖虫装触训记诉试诱语误调"
    "谈请论谎证猫货责费贴赔赌赢软轻输办农连进运达迟边酱钉错锅锤镜钟钥闪闭闺板闯险隐随涂临报寝顾递叙拧拦摇换浓泼滚灯牵犹瘾尽瞒碍种称穷窃签粪丝绿缓"
    "缩罢闻联肤胶叶莲蔑规贞负赠赵迹踪跃轰远迁选钞钩镇闲陆虽飘饼骗驱鸟鸭齐龙挤湾绵袜军辅国纱纵挂挣采背挥捣捂搅",
)
