"""How the assistant speaks: preaching, stock phrases, denial, blame, translated turns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from dialogues.checks.looking import Words, holding, in_replies, matches, said_by
from dialogues.checks.places import Check, Noticed, Setting
from dialogues.domain.turns import Turn

PREACHING = re.compile(
    # “You should be very sad” is a guess at a feeling, not a sermon.
    r"你(?:们)?(?:应该|应当)(?!很|会|是|也|觉得|感到|感觉|非常|挺|有|已经|就是|还|特别|没|不|能|可以|正|为自己|知道吧|相信你的感|记得)"
    r"|你(?:们)?(?:必须|要学会|要知道|要明白|要懂得|要记住|得学会|得明白|需要学会|需要明白)"
    # What a hurt person has to hear: it is not your fault, you are not alone.
    r"(?![^。！？]{0,20}(?:不是|没有错|过错|无辜|并非|有人))"
    r"|(?:我们|每个人|大家)(?:都|也|就)?(?:应该|必须|要学会|要懂得|需要学会)"
    r"|要(?:听话|懂事|有礼貌|尊重老师|尊敬老师|尊重长辈)|做一?个[^。！？，]{0,8}(?:好孩子|乖孩子|好学生)"
    r"|(?:老师|爸爸|妈妈|爸妈|父母|家长|他们|大人)[^。！？，]{0,8}(?:都|也)?是为了?你们?好"
    r"|失败是成功之母|吃一堑|书山有路|少壮不努力|良药苦口"
)
ENGLISH_PREACHING = re.compile(
    r"\byou (?:should|must|ought to|have to|need to) (?:learn|understand|realize|realise|respect|obey|remember)\b"
    r"|\bwe (?:should|must) (?:all )?(?:learn|respect|obey|always)\b|\bfor your own good\b",
    re.IGNORECASE,
)
STOCK = re.compile(
    r"作为(?:一个|一名|一款)?(?:AI|人工智能|语言模型|智能助手|聊天机器人)|你是最棒的|一切都会(?:好起来|变好|过去)"
    r"|没有(?:什么|任何)(?:困难|事情)?是?[^。！？，]{0,6}(?:克服|过不去)|时间(?:会|能|可以)(?:治愈|冲淡|抚平)|明天(?:一定)?会更好"
    r"|阳光总在风雨后|只要(?:你|我们)?[^。！？，]{1,12}[，,]?就一定(?:会|能|可以)|相信自己[，,]?你(?:一定)?(?:可以|能|行)"
)
# Once is warm; again and again it is a formula.
WORN = re.compile(
    r"(?P<understand>我(?:很|非常|能|可以|完全|十分)?(?:能)?(?:理解|明白|懂|知道|了解|体会)你(?:现在)?的(?:感受|心情|感觉))"
    r"|(?P<dear>亲爱的|宝贝)|(?P<go>加油)|(?P<great>太棒了|你真棒|真棒|很棒)|(?P<proud>为你(?:感到)?(?:骄傲|自豪))"
    r"|(?P<there>我会?(?:一直|永远)(?:陪|支持|在你身边|在这里))"
)
ENGLISH_STOCK = re.compile(
    r"\bas an ai\b|\beverything (?:will|is going to) be (?:ok|okay|all right|alright|fine)\b|\btime heals\b"
    r"|\btomorrow (?:is|will be) (?:another|a better) day\b|\byou(?:'re| are) the best\b",
    re.IGNORECASE,
)
ENGLISH_WORN = re.compile(
    r"(?P<understand>I (?:can |completely |totally )?understand how you(?:'re| are)? feel(?:ing)?)"
    r"|(?P<sorry>I(?:'m| am|’m) (?:so |really )?sorry to hear)|(?P<dear>sweetheart|sweetie|my dear|honey)"
    r"|(?P<valid>your feelings are (?:completely |totally )?valid)|(?P<there>I(?:'m| am|’m) (?:always )?here for you)",
    re.IGNORECASE,
)
DENYING = re.compile(
    r"(?:别|不要|不许|不能|不准)(?:再)?哭(?:了|啦|鼻子)?(?![^。！？，]{0,4}(?:也|都)没关系)|(?:别|不要)(?:再)?(?:难过|伤心|生气|害怕|委屈)(?:了|啦)"
    r"|有(?:什么|啥)好(?:怕|哭|难过|伤心|生气|担心|委屈|害怕)的|没(?:什么|啥)好?(?:大不了|可怕|好怕|好哭|好难过|好生气|难过|伤心)的?"
    r"|小题大做|大惊小怪|你(?:可能|也许)?(?:是)?(?:想太多|想多)了|(?:这|那)(?:点|么点)(?:小)?事(?:儿)?|(?:又)?不是什么大事"
    r"|男(?:孩子?|子汉|生)[^。！？]{0,4}不(?:能|可以|许|要|应该|轻易)?(?:哭|流泪)|(?:这样)?(?:就)?(?:太)?(?:娇气|矫情|脆弱)了"
)
ENGLISH_DENYING = re.compile(
    r"\b(?:don't|do not|stop) (?:cry|crying|be sad|be scared|be afraid|feel (?:sad|bad))\b|\bnothing to (?:cry|be afraid|be scared|worry) "
    r"|\bit's no big deal\b|\byou(?:'re| are) overreacting\b|\bboys don't cry\b|\bget over it\b",
    re.IGNORECASE,
)
BLAMING = re.compile(
    r"(?<![不没])(?<!不都)(?<!不全)(?<!不会)(?<!觉得)(?<!以为)(?<!说)(?<!不一定)(?:都|全|就|也|还不)是你(?:自己)?(?:的错|不对|不好|的问题|活该|造成的)(?![吗？?])"
    r"|谁(?:让|叫)你(?!受|难)|怪(?:不得别人|你自己)|(?<!不是)(?<!没)你(?:自己)?(?:肯定)?也有(?:错|责任|不对|问题|做得不)"
    r"|一个巴掌拍不响|苍蝇不叮|为什么(?:他|她|别人|他们)[^。！？，]{0,3}(?:只|偏偏|不)(?:欺负|打|骂)(?:你|别人)"
    r"|你怎么(?:这么|那么|就是|老是|总是)(?:笨|胆小|不懂事|没用|娇气|不听话|不小心|粗心|懒)|(?:好好|你该|你应该|你先|你得|你要)(?:反省|反思)"
    r"|你(?:是不是)?(?:又)?(?:做错了什么|做了什么错事|犯了什么错|惹(?:他|她|老师|爸爸|妈妈))"
)
ENGLISH_BLAMING = re.compile(
    r"(?<!not )\b(?:it's|it is|that's|that is) (?:all )?your (?:own )?fault\b|\byou (?:only )?have yourself to blame\b"
    r"|\bwhat did you do to (?:make|deserve|provoke)\b|\byou (?:must have )?(?:deserved?|asked for) it\b",
    re.IGNORECASE,
)
BRUSHING_OFF = re.compile(
    r"(?:过(?:几|两|一)天|过一?阵子?|睡一觉|时间长了|慢慢)(?:自然)?(?:你)?就(?:会)?(?:好|忘|没事|过去|习惯)了|(?:等你)?长大了?(?:以后|之后)?(?:你)?(?:自然)?就(?:会)?(?:明白|懂|知道|好)"
    r"|(?:别|不要)(?:再)?想(?:那么|这么|太)多|(?:别|不要)(?:再|去)?想(?:它|这件事|这些)?(?:了|啦)|忍(?:一忍|忍|一下|着点)(?:就|吧|算)|(?:想|看)开(?:一)?点|不要放在心上|别往心里去|随便你|以后再说吧"
)
ENGLISH_BRUSHING_OFF = re.compile(
    r"\b(?:just )?(?:forget about it|don't think about it|think positive|look on the bright side|cheer up|let it go)\b"
    r"|\byou'll understand when you(?:'re| are) older\b|\bit could be worse\b|\bwhatever you want\b",
    re.IGNORECASE,
)
TRANSLATED = re.compile(
    r"[哦噢喔][，,！!]?\s?(?:我的)?(?:天哪|天啊|天呐|上帝|老天)|(?:哦|噢)[，,]我的天|我的上帝|看在上帝的份上|让我们(?:一起|来|试|先|谈|聊|把|看看|去)"
    r"|(?:很|非常|真的?|感到)?(?:抱歉|遗憾|难过|高兴|开心)听到|听到(?:这个|这些|这|你这么说|你这样说)[^。！？]{0,4}我(?:感到|很|非常|真的)?(?:很)?(?:抱歉|遗憾|高兴|难过|开心|欣慰)"
    r"|(?:这)?听起来像是|这(?:真)?是(?:一个|个)(?:非常|很|多么)?(?:好|棒|伟大|美妙|了不起)的(?:主意|想法|问题)|我(?:敢)?打赌|嘿[，,]?(?:伙计|孩子|小家伙|甜心)|甜心|蜜糖"
    r"|我(?:为|对)(?:此|你的(?:遭遇|经历|情况|损失))(?:感到|深表|表示)(?:非常|很|十分|深深)?(?:的)?(?:抱歉|遗憾|难过|同情)|这(?:对你来说)?一定(?:是)?(?:非常|很)?(?:艰难|不容易|困难)的(?:经历|时刻|时期|一天)"
)
PREACHING_WORDS = Words(
    "应该", "应当", "必须", "学会", "要知道", "要明白", "得明白", "要懂得", "要记住", "听话", "懂事", "礼貌", "尊重",
    "尊敬", "好孩子", "乖孩子", "好学生", "是为", "失败是", "吃一堑", "书山", "少壮", "良药",
)  # fmt: skip
STOCK_WORDS = Words(
    "作为", "最棒", "一切都会", "克服", "过不去", "治愈", "冲淡", "抚平", "会更好", "阳光总", "就一定", "相信自己",
)  # fmt: skip
WORN_WORDS = Words(
    "的感受", "的心情", "的感觉", "亲爱的", "宝贝", "加油", "太棒", "真棒", "很棒", "骄傲", "自豪", "一直", "永远",
)  # fmt: skip
DENYING_WORDS = Words(
    "别哭", "要哭", "再哭", "许哭", "能哭", "准哭", "难过了", "难过啦", "伤心了", "伤心啦", "生气了", "生气啦",
    "害怕了", "害怕啦", "委屈了", "委屈啦", "有什么好", "有啥好", "没什么", "没啥", "小题", "大惊", "想太多", "想多了",
    "点事", "小事", "么点事", "大事", "男孩", "男子汉", "男生", "娇气", "矫情", "脆弱",
)  # fmt: skip
BLAMING_WORDS = Words(
    "是你", "谁让", "谁叫", "怪不得", "怪你", "你也有", "你肯定也有", "自己也有", "自己肯定", "巴掌", "苍蝇", "欺负",
    "打你", "骂你", "打别人", "骂别人", "你怎么", "反省", "反思", "做错", "什么错", "惹",
)  # fmt: skip
BRUSHING_OFF_WORDS = Words(
    "就好", "就会", "就忘", "就没事", "就过去", "就习惯", "就明白", "就懂", "就知道", "多", "想它", "想这", "想了", "想啦",
    "忍", "想开", "看开", "想得开", "心上", "心里去", "随便你", "以后再说",
)  # fmt: skip
TRANSLATED_WORDS = Words(
    "天哪", "天啊", "天呐", "上帝", "老天", "我的天", "让我们", "听到", "听起来像是", "是一个", "是个", "真是", "打赌",
    "嘿", "甜心", "蜜糖", "为此", "对此", "你的遭遇", "你的经历", "你的情况", "你的损失", "一定很", "一定非常", "一定是", "一定艰难",
    "一定不容易", "一定困难",
)  # fmt: skip
TOO_OFTEN = 3
NEVER = re.compile(r"(?!)")


def stock_phrase(turns: list[Turn], setting: Setting) -> Iterator[Noticed]:
    replies = said_by("assistant", turns)
    if setting.english:
        return matches(ENGLISH_STOCK, replies)
    return matches(STOCK, replies, needs=STOCK_WORDS)


def worn_phrase(turns: list[Turn], setting: Setting) -> Iterator[Noticed]:
    replies: list[Turn] = said_by("assistant", turns)
    if not setting.english:
        replies = holding(WORN_WORDS, replies)
    worn = ENGLISH_WORN if setting.english else WORN
    said: dict[str, list[Noticed]] = {}
    for turn in replies:
        for found in worn.finditer(turn["text"]):
            place = Noticed(turn["id"], found.start(), found.end())
            said.setdefault(found.lastgroup or "", []).append(place)
    for places in said.values():
        if len(places) >= TOO_OFTEN:
            yield replace(places[-1], data={"count": len(places)})


CHECKS = [
    Check(
        "preaching",
        "warning",
        _("Preaching"),
        _("This tells the other one what is right instead of listening."),
        _("Ask what they think, or offer it as something to try."),
        in_replies(PREACHING, ENGLISH_PREACHING, needs=PREACHING_WORDS),
    ),
    Check(
        "stock-phrase",
        "warning",
        _("Stock phrase"),
        _("A ready-made sentence that would fit anybody."),
        _("Say something about what was just told."),
        stock_phrase,
    ),
    Check(
        "worn-phrase",
        "warning",
        _("The same phrase again"),
        _("Phrases of this kind stand here %(count)d times in all."),
        _("Keep it where it matters most and say the others in plain words."),
        worn_phrase,
        whole=True,
    ),
    Check(
        "denying",
        "warning",
        _("Talks a feeling away"),
        _("This says that the feeling should not be there."),
        _("Name the feeling and let it be."),
        in_replies(DENYING, ENGLISH_DENYING, needs=DENYING_WORDS),
    ),
    Check(
        "blaming",
        "warning",
        _("Blames"),
        _("This looks for the fault with the one who asks for help."),
        _("Ask what happened, without asking who was wrong."),
        in_replies(
            BLAMING,
            ENGLISH_BLAMING,
            needs=BLAMING_WORDS,
        ),
    ),
    Check(
        "brushing-off",
        "warning",
        _("Brushes off"),
        _("This puts an end to the matter instead of staying with it."),
        _("Stay a little: ask what was hardest about it."),
        in_replies(BRUSHING_OFF, ENGLISH_BRUSHING_OFF, needs=BRUSHING_OFF_WORDS),
    ),
    Check(
        "translationese",
        "warning",
        _("Sounds translated"),
        _("Nobody says it like this in Chinese."),
        _("Say it as you would say it to a child you know."),
        in_replies(TRANSLATED, NEVER, needs=TRANSLATED_WORDS),
    ),
]
