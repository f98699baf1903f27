"""What is said of cruelty among children that leaves marks."""

from __future__ import annotations

from dialogues.checks.harm.words import (
    FAMILY,
    KIN,
    ME,
    NUMBER,
    TEACHER,
    WHO,
    chinese,
    far,
    near,
)

_BY_WHOM = f"(?:{WHO}|人|[^，。！？；,!?;\n]{{0,8}}?)"


RULES = [
    chinese(
        "bullying",
        "保护费 围 堵 群殴",
        f"保护费|堵(?:着|住|了)?{ME}|(?:围|堵)(?:着|住|攻|殴|起来|在){near(8)}(?:{ME}|打|踢|踹|骂)|围殴|群殴",
    ),
    chinese(
        "bullying", "抢", f"抢(?:走|了)?(?:{ME})?的?(?:钱|零花钱|饭卡|书包|手机|午饭)"
    ),
    chinese(
        "bullying",
        "吞 喝 土 学狗 屎 扇自 打自 磕 粉笔 纸 脱 舔 虫 钻",
        f"[逼让叫]{ME}(?:们)?{near(4)}(?:学狗|舔|吞|钻|喝尿|喝{near(4)}水|吃{near(4)}(?:土|屎|虫|纸|粉笔)|磕头|扇自己|打自己|(?<![摆解逃挣])脱)",
    ),
    chinese(
        "bullying",
        "往我",
        f"往{ME}的?(?:嘴|头|身|脸|床|衣服|水|椅子|饭|鞋|被子|书包|杯子|凳子){near(5)}(?:塞|倒|泼|放|吐|浇|撒|灌|扔)",
    ),
    chinese(
        "bullying",
        "弄死 欺负 泼",
        f"泼(?:了)?{ME}|弄死{ME}|(?:每天|天天|总是?|老是?|经常|一直|又|全班都?|都){near(4)}欺负(?:{ME}|{KIN})",
    ),
    chinese(
        "bullying",
        "欺负",
        f"(?:被|遭){_BY_WHOM}欺负{far(8)}(?:伤|血|打|不敢|每天|一直|疼|那种)|(?:被|遭)(?:亲戚|{FAMILY}|{TEACHER}|老板|男的){near(2)}欺负",
    ),
    chinese(
        "bullying",
        "出血 打掉 摔断 是血 流血 牙 磕掉 缝 脑震 骨折",
        f"(?:被|推|打|砸|踢|他们|有人|同学|故意|扔)(?:{far(14)})(?:骨折|缝了?{NUMBER}针|脑震荡|流血|出血|是血|牙\\w{{0,2}}(?:掉|断)|(?:磕|打)掉|摔断)",
    ),
    chinese(
        "bullying",
        "撞 放学 绊",
        f"绊了?{ME}|(?:故意|总是?|老是?|每次|天天|一直){near(3)}撞{ME}|放学(?:别走|等着|门口等|堵)",
    ),
    chinese(
        "bullying",
        "剪 抓 灌我",
        f"抓[破伤烂]了?{ME}|抓{ME}的?(?:脸|头|脖子|眼)|灌{ME}|(?:同学|同桌|后桌|他们?|她们?|[男女]生){near(10)}剪[了掉]?{ME}的?头发",
    ),
    chinese(
        "bullying",
        "录 拍",
        f"(?:打|踢|扇|骂|欺负|脱|逼){far(10)}(?:拍|录)(?:了|成|下)?(?:视频|影片|下来)",
    ),
]
