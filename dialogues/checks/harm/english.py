"""The same harms as English-speaking children and adults name them."""

from __future__ import annotations

from dialogues.checks.harm.words import english

_HE = (
    r"(?:he|she|they|dad(?:dy)?|mom(?:my)?|mum(?:my)?|mother|father|step\w*|step-\w+|uncle|aunt\w*|grand\w+|brother|sister"
    r"|cousin|teacher|coach|boy\w*|girl\w*|kids?|man|guys?|husband|wife|partner|someone|bully|bullies|parents|neighbou?r|everyone)"
)
_ME = r"(?:me|us|my (?:mom|mum|mother|dad|brother|sister|little \w+|baby \w+|son|daughter|kids?)|her kids?|his kids?)"
_PART = r"(?:head|face|neck|arms?|legs?|hair|hands?|back|stomach|belly|ears?|wrists?|throat|fingers?|lip|nose|eyes?|mouth|ribs|thighs?)"

RULES = [
    english(
        "violence",
        rf"(?:hit|hits|hitting|beats?|beating|kick(?:s|ed|ing)?|punch(?:es|ed)?|slap(?:s|ped)?|chok(?:es?|ed)|whip(?:s|ped)?|smack(?:s|ed)?|strangle[sd]?"
        rf"|burn(?:s|ed)?|stab(?:s|bed)?|spank(?:s|ed)?|attack(?:s|ed)?|abuse[sd]?|jumped|dragg?(?:s|ed)?) {_ME}\b(?! (?:up|at|to|in chess))",
        rf"(?:hit|hits|beats?|kick(?:s|ed)?|punch(?:es|ed)?|slap(?:s|ped)?|grabb?(?:s|ed)?|slam(?:s|med)?|twist(?:s|ed)?|pull(?:s|ed)) my {_PART}\b",
        rf"(?:push(?:es|ed)?|shov(?:es?|ed)|throws?|threw|slam(?:s|med)?|grabb?(?:s|ed)?|drag(?:s|ged)?) {_ME}\b(?:\s\w+){{0,4}} (?:down|into|against|out|over|stairs|wall|neck|hair|by)\b",
        rf"(?:threw|throws?) (?:\w+ ){{1,4}}at (?:me|my)\b|beat(?:en|s)? up\b|beats? {_ME} up\b|(?:got|get|was|were|been|being) (?:beaten|punched|kicked|attacked|abused|jumped|hit by (?:my|a|the) (?:dad|mom|mum|teacher|coach|step\w*|boy|kid))\b",
        r"(?:bruises?|bruised)\b[^.!?\n]{0,40}\b(?:from|when|because|he|she|dad|mom|mum)\b|abusive\b",
    ),
    english(
        "violence",
        rf"(?:hide|hid|hides)\b[^.!?\n]{{0,30}}\b(?:when|until|because)\b[^.!?\n]{{0,20}}\b{_HE}\b|with (?:his|her|a|the) (?:belt|ruler|stick|cable|hanger)\b[^.!?\n]{{0,4}}"
        r"|(?:makes?|made) (?:me|us|kids|him|her) (?:kneel|stand (?:outside|in the))\b|throw(?:s|ing)? (?:rocks|stones|things) at me\b|held me down\b|needed stitches\b",
    ),
    english(
        "sexual",
        r"(?:rap(?:ed?|es)|molest(?:s|ed)?|sexually \w+|grop(?:es?|ed)|sexual(?:ly)? (?:abuse|assault)\w*)\b",
        r"touch(?:es|ed|ing)? (?:me|my (?:private\w*|chest|breasts?|butt|bum|thighs?|body|legs?|pants|sister|brother))\b|touch(?:es|ed)? (?:him|his|her) (?:down|private)",
        r"(?:his|her) (?:hands?|fingers?) (?:\w+ ){0,3}(?:in|inside|under|up|down|on) my (?:pants|shirt|skirt|underwear|clothes|thighs?|dress|leg|chest)\b",
        r"(?:naked|nudes?|without (?:my|any) clothes|undress\w*|take off my (?:clothes|shirt|pants))\b|(?:show(?:s|ed)?|see) (?:me |him |us )?(?:his|her|my) (?:private\w*|penis|thing)\b",
        r"(?:got|gets|climb(?:s|ed)|came|comes) (?:in|into|in to) (?:my )?bed\b(?: with me)?|watch(?:es)? porn\b|(?:it's|its|is|was|keep) (?:our|a|this) (?:little )?secret\b(?![^.!?]*(?:surprise|birthday|gift|party))",
        r"(?:forced|forces|made|makes|pressured) me (?:to |into )?(?:\w+ ){0,3}(?:sex|touch|kiss|undress|strip)\b|kiss(?:es|ed)? me (?:on the (?:mouth|lips)|with)\b",
    ),
    english(
        "sexual",
        r"(?:told|tells|made) me (?:not to tell|never to tell)\b|(?:said|says) (?:not to|don't|never) tell (?:anyone|my|anybody|mom|mum)\b",
    ),
    english(
        "neglect",
        r"(?:haven't|hasn't|have not|not) eaten\b|(?:no|nothing to|without any|isn't any) (?:food|eat)\b(?: (?:at home|in the))?|(?:lock(?:s|ed)?) (?:me|us) (?:in|out|inside|outside|up)\b",
        r"(?:no ?body|no one|nobody's|neither)\b[^.!?\n]{0,12}\bhome (?:for|since)\b|lea?(?:ves?|ft) (?:me|us) (?:home )?alone\b[^.!?\n]{0,30}\b(?:night|days?|baby|weekend|week|brother|sister)\b",
        r"(?:won't|doesn't|refuse[sd]? to|never) (?:take me to (?:the|a) (?:doctor|hospital)|feed|give me (?:food|dinner))\b|starv(?:e|es|ing) (?:me|us)\b|abandon(?:ed|s) (?:me|us)\b|(?:go|went|go to bed) (?:to bed )?hungry\b",
    ),
    english(
        "self-harm",
        r"(?:hurt(?:ing)?|cut(?:ting)?|burn(?:ing|ed)?|harm(?:ing|ed)?|hit(?:ting)?|scratch(?:ing|ed)?|stab(?:bing)?|punch(?:ing)?|starv(?:e|ing)|bit(?:e|ing)) myself\b(?! (?:shaving|cooking|by accident|chopping|on))",
        r"(?:been|started|start|stop|keep|into|was|am|i'm) cutting\b(?! (?:onions?|paper|class|back|sugar|down|out|grass|it|the))|self[- ]?harm\w*\b|(?:razor ?)?blades?\b(?=[^.!?\n]{0,40}\b(?:pencil|drawer|hide|bad|again|skin|night|wrist|arm|keep)|[.!?]?$)|razor\b",
        r"(?:cut|slit|scratch(?:ed)?|burn(?:ed)?) (?:up )?my (?:arms?|wrists?|legs?|thighs?|skin)\b|(?:cuts|scars) (?:all over|on) my (?:arms?|wrists?|legs?|thighs?)\b|(?:arms?|wrists?|legs?) (?:\w+ ){0,3}(?:covered in|full of) (?:cuts|scars)\b|until (?:it|they|i|my \w+) bleeds?\b",
    ),
    english(
        "suicide",
        r"(?:want(?:ed|s|ing)? to|wanna|wish i could|rather|ready to|going to) (?:just )?die\b|kill(?:s|ed|ing)? (?:myself|herself|himself|themsel\w+)\b|suicid(?:e|al)\b|(?:wish|if) i (?:was|were) (?:dead|never born|gone)\b|wish i(?:'d| had| was| were)? (?:never (?:been )?born|dead|gone)\b|better off (?:dead|without me)\b",
        r"(?:don't|do not|didn't|not) (?:want|wanna|wish|like) ?(?:to )?(?:be (?:alive|here|around)|live|exist|wake up)\b(?! with| in the| there| alone)|never wak(?:e|ing) up\b|not wak(?:e|ing) up\b|(?:no|any|isn't any|what's the) (?:point|reason|sense) (?:in |to |of )?(?:living|live|being alive|going on)\b|tired of (?:living|life|being alive)\b",
        r"(?:end|ending) (?:it all|my life|her life|his life|everything|it tonight)\b|(?:saving|saved|hoard\w*|took|taken|take|swallow\w*) (?:up )?(?:all |my |a (?:whole )?(?:bottle|lot|bunch) of |too many |so many |some |the |mom's )*pills\b|overdos\w+",
        r"(?:jump(?:ed|ing)?|throw(?:ing)? myself) (?:off|from|out|in front)(?: of)? (?:\w+ )?(?:bridge|roof|building|window|balcony|train|cliff|car|ledge)\b|(?:goodbye|suicide) (?:letter|note)s?\b|hang(?:ing|ed)? myself\b|(?:want|wish|could|just) (?:\w+ ){0,3}disappear\b",
        r"(?:no ?one|nobody) would (?:even )?(?:miss|care|notice) (?:\w+ ){0,2}if i (?:died|was|were|killed|disappear\w*|wasn't)\b|if i (?:died|killed myself|wasn't here|weren't here)\b|want (?:it|everything|this) (?:all )?to (?:be over|end|stop)\b[^.!?\n]{0,12}|can't (?:go on|do this anymore|live like this)\b|(?:plan|ways?|how) to (?:die|kill myself)\b",
    ),
    english(
        "violence",
        rf"(?:scared|afraid|terrified) (?:to go home|of (?:my|going home to my) (?:dad|father|step\w*|mom|mum|mother|husband|boyfriend))\b|{_HE} (?:hits|beats|hit|beat|smacks|slaps) (?:my|her|his|the kids|everyone|people)\b(?! at| in)",
        rf"threaten(?:s|ed) to (?:kill|hurt|beat|stab) {_ME}\b|(?:gonna|going to|will) (?:kill|beat|hurt) me\b(?! if i (?:fail|lose))|pull(?:s|ed)? (?:me by )?my hair\b|(?:gave|gives|given) me a black eye\b|spit (?:on|in|at) (?:me|my)\b",
    ),
    english(
        "neglect",
        r"(?:home alone|alone at home|by myself) (?:all night|for (?:\w+ ){0,2}(?:days|nights|weeks))\b|(?:sleep|slept) (?:outside|on the street|in the car)\b|(?:kicked|threw|thrown) (?:me )?out of the house\b",
    ),
    english(
        "self-harm",
        r"punch(?:ing|ed)? (?:the |a )?walls?\b|bang(?:ing|ed)? my head\b|bit(?:e|ing) my (?:arms?|hands?)\b|feel something\b[^.!?\n]{0,20}\bcut\b|relapsed\b",
    ),
    english(
        "suicide",
        r"(?:take|taking|took) (?:my|her|his) (?:own )?life\b|sleep forever\b|tried to (?:kill|hang|end)\b|go to heaven (?:to|and) (?:be|see)\b|(?:don't|do not) (?:deserve|see (?:a|any) (?:point|reason)) to (?:live|be alive)\b|(?:wouldn't|won't) be (?:here|around) (?:anymore|tomorrow|much longer)\b|world (?:would be|is) better without me\b",
    ),
    english(
        "violence",
        rf"{_HE} (?:broke|twisted|dislocated|burned|scalded) my {_PART}\b|told (?:the |my )?(?:doctor|teacher|nurse|school|everyone) (?:that )?i (?:fell|tripped)\b|cornered me\b",
    ),
    english(
        "sexual",
        r"(?:pictures?|pics?|photos?|videos?) of my (?:body|chest|private\w*|underwear)\b|send (?:him|them) (?:pics|pictures|photos|nudes)\b",
    ),
    english(
        "neglect",
        r"(?:forgot|forgets) to (?:buy|make|leave) (?:me )?(?:any )?(?:food|dinner|lunch)\b",
    ),
    english(
        "self-harm",
        r"(?:lighter|flame|iron|blade|knife|scissors) (?:on|to|against) my (?:skin|arms?|wrists?|legs?|thighs?)\b",
    ),
    english(
        "suicide",
        r"(?:picked|set|chosen|chose) (?:the|a|my) (?:day|date)\b(?=[^!?\n]{0,40}(?:mom|mum|dad|tell|anyone|end|die))|let go of the wheel\b|(?:drive|crash|swerve) (?:my car )?(?:into|off) (?:a |the )?(?:tree|wall|bridge|traffic|cliff)\b",
    ),
    english(
        "suicide",
        r"(?:a|the) (?:whole|entire|full) bottle of (?:[\w']+ ){0,3}pills\b|(?:think|thinking|thought|dream|dreaming) (?:\w+ )?(?:about|of) (?:jumping|ending (?:it|my)|overdos\w+|hanging|dying|death|killing|not existing)\b|(?:don't think i'll|might not|won't) be (?:here|alive|around)\b",
    ),
    english(
        "neglect",
        r"never (?:any|anything|any food)(?: to)? eat\b|steal(?:ing)? (?:food|snacks|lunch)\b|keep it (?:a )?secret (?:that|what) he\b",
    ),
    english(
        "violence",
        r"(?:hid|hide|hiding) (?:under|in|behind) (?:the|my) (?:bed|closet|bathroom|wardrobe|door)\b|drunk\b[^.!?\n]{0,20}\b(?:smash\w*|yell\w*|threw|broke|hit|scared)\b",
    ),
    english(
        "sexual",
        r"(?:pull(?:s|ed)?|t(?:ake|ook)|yank(?:s|ed)?) (?:down|off) my (?:pants|skirt|shirt|underwear|clothes)\b|hand over my mouth\b|makes? me touch\b",
    ),
    english(
        "neglect", r"(?:nobody|no one) (?:picks me up|feeds|cares for|comes to get)\b"
    ),
]
