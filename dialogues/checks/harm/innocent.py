"""Words that look like harm and are none; they are covered before the rules look."""

from __future__ import annotations

import re

from dialogues.checks.harm.words import FAMILY, far

# "So funny I could die": the feeling before 死, and other common phrases.
IDIOMS = re.compile(
    "(?:笑|开心|高兴|[累饿困热冷美气急吓烦恨爱难苦渴忙臭香丑帅甜酸辣痒坑贵重黑脏吵慢远等挤馋晒冻嫌羞疼痛闷愁蠢笨懒]"
    "|羡慕|无聊|可爱|好[看吃听玩]|尴尬|激动|紧张|担心|郁闷|讨厌|心疼|后悔|嫉妒|佩服|感动|喜欢)死(?:我|人|他|你|她|个|掉|了|啦)*"
    "|想死(?:[你您妈爸爷奶外姥老大家这那]|我[了啦]|[他她]们?[了啦])|[^想不]得要死|要死要活|死去活来"
    "|死(?:活|党|心|板|机|角|记|定|要面|缠|皮赖|线|循环|撑|磕|对头|脑筋|鬼|胖|丫头|孩子|咬|盯|守)"
    "|(?:该|找|作)死|[打杀]死(?:我|都|也|我们)(?:都|也|不)|老命|(?:手机|电脑|电池)(?:快|要|又|就|马上)*死"
    r"|(?:杀|砍|弄死|打死|揍)了?我的?[^\w\n]{0,2}(?:吧|啦|哈|嘻|嘿|233)"
    "|打我(?:的|们的?)?(?:电话|手机|微信|视频|主意|小报告|号码|座机|的?脸了|QQ)"
    "|抽我(?:起来|回答|背|上台|发言|的?奖)|抽(?:查|到|中|签|背)|踢我(?:出|下线)|戳[中到]?我(?:的?笑|的?心|的?泪|一下)"
    r"|跪(?:求|谢|拜)|再不\w{0,8}就把[你我]\w{0,2}(?:卖|扔)了?|[掐捏]了?[掐捏]我|胡[子茬渣]\w{0,2}扎我?|咬我的?(?:鞋|衣服|裤|袜|手套|玩具)"
    r"|(?:小狗|狗狗|猫咪?|蚊子|虫子?|大鹅|兔子?|仓鼠)\w{0,3}[咬抓踢啄挠蹭舔]\w{0,4}",
)

# A little word may stand between the denial and what is denied.
_BETWEEN = (
    f"(?:人|再|真的?|是|要|有|用力|曾经?|怎么|动不动|被|想过?要?|想着|打算|敢|去|在|一次|任何|那种|什么|{FAMILY}"
    "|对(?:我|孩子|妈妈)|跟我|把我|因此|谁|说|随便|故意){0,3}"
)
DENIALS = re.compile(
    r"(?:从来?没有?|从来?不|从不|并没有?|并不|没有?|不会|不曾|(?<!是)不是(?!打\w{0,3}就是)|不可能"
    "|(?<![天次无])不(?=[打揍](?!我就)|想死|想自[杀残]|想轻生|想过|敢[打揍]|欺负|体罚|会))"
    + _BETWEEN
    + "(?:打[骂我人过孩他她]?|揍|踢|踹|抽|扇|掐|摸|碰|欺负|虐待|体罚|家暴|霸凌|伤害|动(?:过|了)?手|死(?![成掉])|轻生|自杀|自残"
    "|割|划|强奸|侵犯|骚扰|跳楼|结束生命|挨打|不想活|消失|锁|关|绑|暴力)"
    "|不(?:能|可以|应该|应当|该|准|许|允许|要)(?:随便|乱)?(?:打(?:人|孩子|小朋友|小孩|架)|伤害|欺负|体罚|虐待)",
)

# A cover ends where somebody is said to do something to "me".
_NOT_ME = r"(?:爸|妈|老师|教练|爷|奶|叔|舅|哥)\w{0,8}(?:打|揍|踢|抽|扇|骂|摸|拿|用|掐|推)\w{0,6}我"
_ON = f"(?:(?!{_NOT_ME})[^。！？!?\n])"

# Told, taught or asked, not lived through.
_TALE = "(?:电影|电视剧?|连续剧|动画片?|动漫|漫画|纪录片|小说|故事|童话|话剧|绘本|课文|课本|新闻|报道|热搜|书|剧|游戏|诗)"
TALES = re.compile(
    rf"(?:{_TALE}(?:里面?|中|上(?!学|课)|说|讲|报道)|(?:看|听|读|学|背|讲)(?:了|过|到|完|的|一[部本集个篇首]|那[部本个])+\w{{0,4}}{_TALE}"
    "|王者荣耀|吃鸡|和平精英|蛋仔|狼人杀|剧本杀|密室|副本|打怪|队友|奥特曼|怪兽|怪物|僵尸|丧尸"
    "|灰太狼|孙悟空|白骨精|大灰狼|白雪公主|哪吒|柯南|哈利|卖火柴|主角|男主|女主|反派|剧情|凶手|屈原|明星"
    r"|梦(?:见|到)|做了个?\w{0,2}梦|(?:演|排练?)\w{0,2}(?:话剧|戏)|写(?:的|了|一[个篇])*(?:小说|故事|作文)|(?:历史|语文)课(?!代|老师))"
    f"{_ON}{{0,40}}",
)
QUESTIONS = re.compile(
    "(?:如果|要是|假如|万一|假设|遇到|看到|碰到)(?:我)?(?:有|被)?(?:一个)?(?:人|同学|坏人|陌生人|别人|谁|小朋友|大人)"
    "(?:(?!他\\w{0,3}(?:打|摸)我)[^。！!\n]){0,24}"
    r"|被(?:人|别人)(?:打|欺负)了?\w{0,4}(?:可以|应该|能不能|要不要|怎么办)"
    r"|(?:老师|妈妈|爸爸|学校|班会|课上?|警察)\w{0,4}(?:教(?![鞭室训棍育])|讲(?:了|过|怎么|如何|到|解)|宣传|问(?:我们|大家|过)"
    f"|说过?[，,]?(?:如果|要是|有人|遇到|打人|自杀是)){_ON}{{0,30}}"
    "|(?:为什么|什么样的|有没有)\\w{0,4}(?:人|爸爸|妈妈|家长|大人)\\w{0,3}(?:要|会)(?!\\w{0,6}我)[^。\n]{0,20}"
    r"|(?:预防|防止|反对?|禁止|拒绝|抵制)\w{0,2}(?:校园|家庭|性侵|家暴|霸凌|欺凌|自杀|虐待)\w{0,6}"
    r"|打(?:小孩|孩子)的?(?:大人|家长|父母|人)\w{0,2}会|(?:家暴|家庭暴力|打人|自杀|虐待\w{0,3}|体罚|欺负\w{0,3}|霸凌)(?:是|就是|属于|都是|要)(?:不对|不好|违法|犯法|犯罪|错|不应该|坐牢)",
)

# Sport, play, the doctor, and what happened to oneself by chance.
CHANCE = re.compile(
    r"(?:弟弟|妹妹|宝宝)(?!被)\w{0,4}[咬抓踢打砸扔](?![雪水仗闹球])\w{0,8}|做实验\w{0,12}|烫了一下|"
    "不小心[^，。！？；,!?;\n]{0,12}"
    f"|(?:打雪仗|打水仗|枕头大战|打打闹闹|捉迷藏|躲猫猫|老鹰捉小鸡|篮球|足球|排球|踢球|打球|羽毛球|乒乓球|拳击|跆拳道|武术|散打|柔道|摔跤|跳箱|比赛"
    f"|滑冰|滑雪|轮滑|削苹果|削皮|切菜|切水果|剪纸|剪指甲|做手工|骑车|自行车|滑板|滑梯|爬山|爬树|踩空|摔了?一?跤|手术|开刀){_ON}{{0,28}}"
    "|[^。！？!?\n]{0,12}(?:摔的|磕的|撞的|猫抓的|狗咬的|蹭的|手术的|胎记)"
    "|(?:打了?针|抽血|疫苗|吊针|输液|体检|牙医|牙科|(?:护士|医生|大夫)\\w{0,4}(?:扎|打|让|叫|摸|按|检查|听|拔))[^。！？!?\n]{0,14}"
    rf"|(?:扎|梳|剪|洗|编|摸摸|摸了摸|拍拍|揉揉)我的?头发?\w{{0,6}}|秘密{far(10)}(?:生日|礼物|惊喜|圣诞|派对)",
)

ENGLISH = re.compile(
    r"\b(?:never|not|no one|nobody|don't|doesn't|didn't|wouldn't|isn't|won't|haven't|without)\b"
    r"(?:\s+(?:ever|even|really|going|gonna|to|want|wanted|thought|think|thinking|about|of|me|would|will|has|have|had|any)){0,4}\s+"
    r"(?:hit|hits|hitting|beat|beats|touch\w*|hurt\w*|cut\w*|kill\w*|die|suicid\w*|rap\w*|kick\w*|suicidal|harm\w*)\b[^.!?\n]{0,12}"
    r"|\b(?:in|on) (?:the|my|a|this) (?:game|movie|film|show|story|book|novel|series|cartoon|dream|match|news)\b[^.!?\n]{0,60}"
    r"|[^.!?\n]{0,60}\b(?:villain|zombies?|boss|minecraft|fortnite|roblox|movie|film|novel|romeo|pillow fight|monster|dragon|character)\b[^.!?\n]{0,60}"
    r"|\b(?:if|when|what if) (?:someone|somebody|anyone|a stranger|another kid)\b[^.!?\n]{0,40}"
    r"|\b(?:could|would|nearly|almost|could've|could have)\s(?:have )?died?\b(?! in my| tonight)[^.!?\n]{0,24}|\bdying (?:of|to)\b"
    r"|\b(?:is|are|'s) killing me\b|\bkilling it\b|\bto die for\b|\bdie of\b|\bcould kill for\b|\bbeat me (?:at|in|to)\b"
    r"|\bhit me up\b|\bkick(?:s|ed)? (?:the|a) \w+|\bby (?:the|a) ball\b|\bby accident\b|\baccidental(?:ly)?\b",
    re.IGNORECASE,
)

FOR_ALL = (IDIOMS, DENIALS)
FOR_DOUBTFUL = (TALES, QUESTIONS, CHANCE)
