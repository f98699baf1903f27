"""For each check: lines in which it must notice something, and lines that it must pass.

A line begins with who says it, U or A. Of a case the first part is the dialogue, the
second the words that are pointed at, or nothing where the whole turn is meant.
"""

CHILD = {
    "dialogue_least": 30,
    "dialogue_most": 120,
    "rounds_least": 2,
    "reply_most": 40,
}
LONG = "我们可以先把今天发生的事情一件一件说出来。" * 3
SHORT = ("U 我考砸了。", "A 嗯。")
WHOLE = (
    "U 今天数学考砸了，我不敢拿卷子回家。",
    "A 拿着卷子站在门口，心里怦怦跳吧。",
    "U 嗯，我在楼下坐了很久。",
    "A 坐着的时候你在想什么呢？",
)

NOTICED = {
    "no-turns": [((), None)],
    "empty-turn": [(("U 你好。", "A  "), None)],
    "no-reply": [(("U 有人吗？",), None)],
    "assistant-first": [(("A 你好呀。", "U 你好。", "A 我在听。"), None)],
    "same-speaker-twice": [(("U 我考砸了。", "U 我不敢回家。", "A 我在听。"), None)],
    "ends-unanswered": [(("U 我考砸了。", "A 嗯。", "U 你说怎么办？"), None)],
    "dialogue-too-short": [(SHORT, None)],
    "dialogue-too-long": [((*WHOLE, f"U {LONG}", f"A {LONG}"), None)],
    "too-few-rounds": [(SHORT, None)],
    "long-reply": [(("U 怎么办？", f"A {LONG}"), None)],
    "assistant-called-parent": [
        (("U 妈妈，今天老师表扬我了！",), "妈妈"),
        (("U 哦，对了妈妈，我还没告诉你。",), "对了妈妈"),
        (("U 好的，谢谢妈妈！",), "谢谢妈妈"),
        (("U 我会加油的，谢谢你，妈妈。",), "谢谢你，妈妈"),
        (("U 妈妈你最好了！",), "妈妈"),
        (("U 谢谢老师！",), "谢谢老师"),
    ],
    "assistant-as-parent": [
        (("A 毕竟我是你的妈妈，我们要互相支持。",), "我是你的妈妈"),
        (("A 能看到你这么高兴，妈妈也很开心。",), "妈妈也很开心"),
        (("A 没错，妈妈为你骄傲。",), "妈妈为你骄傲"),
        (("A 作为你的老师，我想说几句。",), "作为你的老师"),
    ],
    "reply-by-the-other": [
        (("U 我理解你的感受，慢慢说。",), "我理解你的感受"),
        (("U 听起来你今天很累。",), "听起来你"),
    ],
    "name-inside": [
        (("U 我不想去上学。智能助手：发生了什么？",), "智能助手："),
        (("A 孩子：我怕。",), "孩子："),
    ],
    "preaching": [
        (("A 你应该多听老师的话。",), "你应该"),
        (("A 我们都应该尊敬长辈。",), "我们都应该"),
        (("A 妈妈这样做都是为了你好。",), "妈妈这样做都是为了你好"),
        (("A 你要学会控制自己。",), "你要学会"),
    ],
    "stock-phrase": [
        (("A 作为一个AI，我没有感情。",), "作为一个AI"),
        (("A 加油，你是最棒的！",), "你是最棒的"),
        (("A 相信我，一切都会好起来的。",), "一切都会好起来"),
    ],
    "worn-phrase": [
        (
            ("A 亲爱的，早。", "U 早。", "A 亲爱的，来。", "U 来。", "A 好，亲爱的。"),
            "亲爱的",
        ),
    ],
    "denying": [
        (("A 好了，别哭了。",), "别哭了"),
        (("A 这有什么好怕的？",), "有什么好怕的"),
        (("A 男孩子不能哭。",), "男孩子不能哭"),
    ],
    "blaming": [
        (("A 这都是你的错。",), "都是你的错"),
        (("A 谁让你不写作业呢。",), "谁让你"),
        (("A 你怎么这么胆小？",), "你怎么这么胆小"),
    ],
    "brushing-off": [
        (("A 过几天就好了。",), "过几天就好了"),
        (("A 你别想太多。",), "别想太多"),
        (("A 等你长大了就懂了。",), "等你长大了就懂"),
    ],
    "translationese": [
        (("A 哦，我的天！",), "哦，我的天"),
        (("A 我很抱歉听到这些。",), "很抱歉听到"),
        (("A 让我们一起看看吧。",), "让我们一起"),
        (("A 这听起来像是一个难题。",), "这听起来像是"),
    ],
    "narration": [
        (("A （轻轻拍拍你的肩膀）我在呢。",), "（轻轻拍拍你的肩膀）"),
        (("U *低下头* 我不知道。",), "*低下头*"),
        (("U 旁白：天黑了。",), "旁白："),
        (("A 小明哭着说：我怕。",), "小明哭着说："),
    ],
    "repeated-sentence": [
        (
            ("A 我一直在这儿听你说。", "U 嗯。", "A 我一直在这儿听你说！"),
            "我一直在这儿听你说",
        ),
        (("U 我真的不知道怎么办。我真的不知道怎么办。",), "我真的不知道怎么办"),
    ],
    "unchanged-draft": [(WHOLE, None)],
    "near-duplicate": [(WHOLE, None)],
    "phone-number": [
        (("U 我的电话是13812345678。",), "13812345678"),
        (("U 打138-1234-5678找我。",), "138-1234-5678"),
        (("U 家里是0571-87654321。",), "0571-87654321"),
    ],
    "id-number": [
        (("U 身份证11010519491231002X。",), "11010519491231002X"),
        (("U 440524188001010014是我爷爷的。",), "440524188001010014"),
    ],
    "chat-account": [
        (("U 加我QQ：123456789。",), "QQ：123456789"),
        (("U 我的微信号是xiao_ming99，你加我。",), "微信号是xiao_ming99"),
    ],
    "email-address": [(("U 发到 xiaoming@example.com 吧。",), "xiaoming@example.com")],
    "home-address": [
        (("U 我家住人民路12号。",), "我家住人民路12号"),
        (("U 就在3栋2单元501室。",), "3栋2单元501室"),
    ],
    "school-name": [
        (("U 我在杭州市学军小学上学。",), "杭州市学军小学"),
        (("U 我是育才第三中学的。",), "育才第三中学"),
        (("U 表哥在华师附中。",), "华师附中"),
    ],
    "disclosure": [(("U 爸爸喝醉了就打我。",), "爸爸喝醉了就打我")],
    "label-too-early": [(("U 我怕黑。", "A#guidance 开灯吧。"), None)],
}

PASSED = {
    "no-turns": [WHOLE],
    "empty-turn": [WHOLE],
    "no-reply": [WHOLE],
    "assistant-first": [WHOLE],
    "same-speaker-twice": [WHOLE],
    "ends-unanswered": [WHOLE],
    "dialogue-too-short": [WHOLE, ()],
    "dialogue-too-long": [WHOLE],
    "too-few-rounds": [WHOLE],
    "long-reply": [WHOLE, (f"U {LONG}", "A 嗯。")],
    "assistant-called-parent": [
        ("U 妈妈说我没用。",),
        ("U 妈妈，爸爸和奶奶都去了。",),
        ("U 我想谢谢妈妈。",),
        ("U 老师，同学，谁都不理我。",),
        ("U 奶奶，还有我的三只熊。",),
        ("A 妈妈，这个词让你想到什么？",),
    ],
    "assistant-as-parent": [
        ("A 妈妈知道你在学校难过吗？",),
        ("A 你想不想跟妈妈说说？",),
        ("A 你的妈妈也很高兴吧？",),
        ("A 我不是你的老师，我是智能助手。",),
    ],
    "reply-by-the-other": [("U 你能理解我的感受吗？",), ("A 我理解你的感受。",)],
    "name-inside": [
        ("U 老师问我：孩子，你怎么了？",),
        ("A 有三件事：吃饭、喝水、睡觉。",),
    ],
    "preaching": [
        ("A 你应该很难过吧。",),
        ("A 你要知道，这不是你的错。",),
        ("U 老师说你应该听话。",),
    ],
    "stock-phrase": [
        ("A 我是智能助手，不是人。",),
        ("A 你画的恐龙最棒的地方是尾巴。",),
    ],
    "worn-phrase": [("A 亲爱的，早。", "U 早。", "A 加油。"), ("U 加油加油加油！",)],
    "denying": [
        ("A 想哭就哭一会儿。",),
        ("U 妈妈说别哭了。",),
        ("A 你害怕打雷，是吗？",),
    ],
    "blaming": [
        ("A 这不是你的错。",),
        ("A 他打人，并不都是你的错。",),
        ("A 你觉得都是你的错吗？",),
    ],
    "brushing-off": [("A 过几天就要考试了，对吗？",), ("U 他们说长大就懂了。",)],
    "translationese": [("A 听起来你今天很累。",), ("A 老师让我们写作文？",)],
    "narration": [
        ("A 可以打12355（青少年服务热线）。",),
        ("U 我有三本书（都是恐龙的）。",),
        ("U 3*4*5等于60。",),
    ],
    "repeated-sentence": [("A 嗯。", "U 好。", "A 嗯。"), WHOLE],
    "unchanged-draft": [("U 今天数学考砸了。", "A 我在听。")],
    "near-duplicate": [WHOLE],
    "phone-number": [
        ("A 你可以打12355，或者110。",),
        ("A 热线是010-82951332。",),
        ("U 23812345678",),
        ("U 订单2024138123456789",),
    ],
    "id-number": [("U 110105194912310021",), ("U 110105194913310025",), ("U 123456",)],
    "chat-account": [("U 妈妈不让我玩微信。",), ("U 我用QQ音乐听歌。",)],
    "email-address": [("U @小明 你在吗？",), ("U 给我发邮件吧。",)],
    "home-address": [("U 坐地铁2号线。",), ("U 六月一号过节。",), ("U 路上有8个人。",)],
    "school-name": [
        ("U 我不想去学校。",),
        ("U 我们小学五年级。",),
        ("U 城市里的小学都放假了。",),
        ("U 他考上了重点高中。",),
    ],
    "disclosure": [("U 笑死我了。",), ("U 妈妈打我电话了。",)],
    "label-too-early": [
        ("U 我怕黑。", "A#recognition 会怕的。", "U 嗯。", "A#guidance 开灯吧。"),
        ("U 我怕黑。", "A#empathy 我在。"),
    ],
}

NOTICED_IN_ENGLISH = {
    "assistant-called-parent": [("U Mom, guess what!", "Mom,")],
    "assistant-as-parent": [("A As your mother, I know.", "As your mother")],
    "reply-by-the-other": [
        ("U I understand how you feel.", "I understand how you feel")
    ],
    "preaching": [("A You should learn to share.", "You should learn")],
    "stock-phrase": [("A Everything will be fine.", "Everything will be fine")],
    "denying": [("A Don't cry.", "Don't cry")],
    "blaming": [("A It's your fault.", "It's your fault")],
    "brushing-off": [("A Just forget about it.", "Just forget about it")],
    "narration": [("A (smiles warmly) Hello.", "(smiles warmly)")],
    "phone-number": [("U Call (555) 123-4567.", "(555) 123-4567")],
    "email-address": [("U Mail tom@example.org.", "tom@example.org")],
    "home-address": [("U I live at 12 Oak Street.", "12 Oak Street")],
    "school-name": [
        ("U I go to Maple Grove Elementary School.", "Maple Grove Elementary School"),
    ],
}
PASSED_IN_ENGLISH = (
    "U My mom said no.",
    "A It is not your fault.",
    "A You can cry if you want to.",
    "A What happened at school?",
    "U I was born in 2014, on 12-05.",
)
