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
    english(
        "violence",
        rf"(?:shov(?:es?|ed)|pinch(?:es|ed)?|squeez(?:es?|ed)|bit|bites|shak(?:es)|shook|push(?:es|ed)|scratch(?:es|ed)|drag(?:s|ged)|hurts|yank(?:s|ed)?|crack(?:s|ed)|whack(?:s|ed)?|thrash(?:es|ed)|belt(?:s|ed)) {_ME}\b(?! (?:to be|that|hard at practice|on the swing))",
        rf"(?:pinch(?:es|ed)?|squeez(?:es?|ed)|yank(?:s|ed)?|stomp(?:s|ed)?(?: on)?|burn(?:s|ed)?|slamm(?:s|ed)|cut|cuts|smash(?:es|ed)?|crush(?:es|ed)?|bit|bites) my {_PART}\b(?! (?:shaving|cooking|chopping|on the))",
        r"(?:bruises?|black eye|welts?|marks|handprints?)\b[^.!?\n]{0,30}\b(?:arms?|legs?|neck|back|face|hip|thighs?|wrists?|her|his|all over)\b|leaves? (?:marks|bruises)\b|(?:my|her|his) (?:\w+ )?(?:bruises?|welts)\b",
        r"(?:long sleeves?|makeup|sunglasses|hoodie)\b[^.!?\n]{0,30}\b(?:so (?:no ?body|no one|they|people|nobody)|hide|cover|see)\b",
        r"(?:scared|afraid|freeze|hide|shake|panic|flinch)\b[^.!?\n]{0,30}\b(?:his|her|dad's|daddy's|stepdad's|mom's) (?:truck|car|footsteps|keys?|voice|hand)\b|flinch(?:es|ed)? (?:when|every)\b|tip-?toe\b[^.!?\n]{0,20}\b(?:around|home|him|dad)\b",
        r"(?:lock(?:s|ed)) (?:me|us|him|her) (?:in|out|inside|outside|up|away)\b|screams? and (?:breaks|throws|hits)\b|tap(?:ed|es) my mouth\b|(?:hold|holding|kneel\w*|stand\w*)\b[^.!?\n]{0,30}\b(?:till|until) (?:they|we|i|he|she) (?:cry|cries|cried|faint\w*|threw up|throw up|drop\w*)\b",
        r"(?:don't|do not) (?:want|wanna) to go (?:back )?home\b|(?:he|she|dad|mom|they) (?:gets|got|is|was|goes) (?:so )?(?:violent|physical)\b|restraining order\b|(?:he'll|he will|she'll|they'll|he would) (?:kill|hurt|beat|hit) (?:me|us|her|my)\b",
    ),
    english(
        "sexual",
        r"(?:rub(?:s|bed|bing)?|strok(?:es?|ed|ing)|grab(?:s|bed|bing)?|lick(?:s|ed)?|feel(?:s|ing)? up|fondl\w+|squeez\w+) (?:me down|my (?:legs?|thighs?|chest|breasts?|butt|bum|private\w*|crotch))\b",
        r"(?:made|makes|make|forced|told|tells) me (?:to )?(?:do (?:things|stuff|bad things)|watch him|touch|lie down|sit on his lap|take (?:my|off)|lick|suck)\b|(?:things|stuff) i didn't want\b|(?:i said|said|kept saying) (?:no|stop)\b[^.!?\n]{0,30}\b(?:didn't stop|kept|anyway|still|continued)\b",
        r"nobody (?:would|will) believe (?:me|you)\b|what he did (?:to me|at night|that night)\b|(?:at night|when i'm asleep|when i was asleep)\b[^.!?\n]{0,30}\b(?:my room|my bed|touch\w*)\b|(?:take off|lift|pull up|open) my (?:shirt|clothes|top|dress)\b|on (?:cam|camera|webcam)\b[^.!?\n]{0,20}\b(?:body|shirt|clothes|naked)\b",
        r"(?:our|special|secret) (?:secret )?games?\b[^.!?\n]{0,40}\b(?:tell|secret|clothes|touch|uncle|grandpa)\b|(?:places?|parts?) my (?:swimsuit|bathing suit) covers?\b|(?:spiked|drugged) (?:my|me)\b|without my consent\b|(?:non-?consensual|blackmail\w*)\b",
    ),
    english(
        "neglect",
        r"(?:haven't|didn't|hasn't|don't|never) (?:had|have|get|got|eat|eaten|ate) (?:any )?(?:dinner|lunch|breakfast|food|a meal|anything to eat)\b[^.!?\n]{0,20}(?:days?|yesterday|monday|friday|often|home|weekend|at all)\b|(?:no|without|don't have|shut off|cut off|turned off) (?:any )?(?:heat|electricity|power|running water|water)\b[^.!?\n]{0,30}\b(?:mom|mum|dad|home|house|days|weeks|gone|parents)\b",
        r"(?:won't|wouldn't|doesn't|don't|refuse[sd]? to|never) take (?:me|us|him|her) (?:to (?:the|a) )?(?:dentist|doctor|hospital|emergency|er)\b|have to (?:feed|take care of|look after|change) (?:my|the) (?:baby|little|brother|sister|mom|mum)\b[^.!?\n]*|sleep (?:in|on) the (?:garage|floor|porch|basement|shed|hallway|couch because)\b",
        r"(?:mom|mum|dad|parents|they) (?:is|are|was|were|has been|have been|'s been)? ?(?:gone|away) (?:for|since)\b|(?:mom|mum|dad) (?:sleeps|drinks|is passed out|passes out|is high|uses)\b|only (?:meal|food|time i eat)\b[^.!?\n]{0,20}\bschool\b|(?:eat|ate|eating) (?:out of|from) the (?:trash|garbage|bin)\b|left (?:me|us) (?:in the car|by myself|at the)\b[^.!?\n]{0,20}(?:hours|night|all day)\b",
    ),
    english(
        "self-harm",
        r"(?:carv(?:e|ed|ing)|scratch(?:ed|ing)?|cut(?:ting)?|burn(?:ed|ing)?) (?:\w+ ){0,3}(?:into|on|in) my (?:arms?|legs?|skin|thighs?|wrists?)\b|punch(?:ed|ing)? myself\b|(?:dig|digging|dug) my nails\b|(?:fresh|new) (?:cuts|scars)\b|(?:cuts|scars|blood) on (?:my|her|his) (?:arms?|wrists?|thighs?|legs?|sleeves?)\b|(?:pull(?:ing)?|rip(?:ping)?) (?:out )?my (?:own )?hair\b|(?:deserve|want) to (?:be punished|bleed|hurt)\b|see(?:ing)? (?:my )?blood\b|days clean\b|(?:hit|slap(?:ped)?|bang(?:ed)?) my (?:own )?(?:head|face) (?:on|against|into|until)\b|she(?:'s| is| has been)? (?:cutting|hurting) herself\b|he(?:'s| is| has been)? (?:cutting|hurting) himself\b",
    ),
    english(
        "suicide",
        r"(?:want|wish|need)(?:ed|s)? (?:it|this|everything|the pain)(?: all)? to (?:just )?(?:stop|end|be over)\b|(?:wrote|written|writing|left) (?:\w+ ){0,4}(?:letters?|notes?)\b[^.!?\n]{0,30}\b(?:gone|after|goodbye|when i'm)\b|(?:gave|giving|given) (?:away|everything)\b[^.!?\n]{0,30}\b(?:won't need|don't need|need (?:it|them))\b|how many (?:pills|tablets)\b|(?:jump|jumped|jumping) (?:off|from|in front)\b[^.!?\n]{0,30}",
        r"goodbye forever\b|(?:this is|say) (?:my )?(?:goodbye|last)\b[^.!?\n]{0,12}(?:forever|message|everyone|world)?|can(?:'t|not) (?:keep|go on) (?:living|going)\b|don't (?:wanna|want to) wake up\b|no (?:reason|point) (?:to|in) (?:live|living|go on|going on|being here)\b|(?:nobody|no one) would (?:care|notice|miss)\b|won't (?:have to )?(?:be here|bother|burden)\b|burden (?:to|on) (?:everyone|my|them)\b|should(?:n't)? (?:have )?(?:never )?(?:been born|exist)\b|(?:rope|noose|pills|gun)\b[^.!?\n]{0,20}\b(?:ready|closet|drawer|bought|hidden)\b|not (?:be )?here (?:anymore|tomorrow|next)\b|done with (?:life|living)\b|life (?:isn't|is not) worth\b",
    ),
    english(
        "violence",
        r"(?:older|big|other|bigger) (?:kids|boys|girls|guys)\b[^.!?\n]{0,20}\b(?:hit|kick|punch|spit|push|shov|hurt|beat|take my)\w*\b|slamm?(?:s|ed)? my \w+\b|behind the (?:gym|school|bleachers)\b[^.!?\n]{0,30}\b(?:kick|hit|punch|beat)\w*|(?:kick|hit|punch|beat)\w* (?:me )?behind the (?:gym|school|bleachers)\b|(?:steal|stole|take|took) my (?:lunch )?money\b[^.!?\n]{0,20}",
    ),
    english(
        "violence",
        rf"hurts? (?:mommy|mummy|mama|daddy|mom|mum|my \w+|us|her kids)\b|(?:around|on|by|round) my (?:neck|throat)\b|chas(?:es|ed|ing) (?:me|mom|mum|mommy|us|her|my \w+)\b[^.!?\n]{{0,16}}\b(?:knife|belt|stick|bat|hammer)\b|(?:with|has|had|pulled|holding) a (?:knife|gun)\b[^.!?\n]{{0,20}}\b(?:me|us|mom|my|her)\b|{_HE} (?:broke|smash(?:es|ed)|punch(?:es|ed)) (?:the|a) (?:door|wall|window|plate|table|phone)\b",
        r"(?:dad(?:dy)?|mom(?:my)?|mum(?:my)?|he|she|they|stepdad|stepmom|father|mother|husband|teacher|coach|grand\w+|uncle|brother) (?:\w+ )?(?:hits?|beats?|slaps?|kicks?|punche[sd]|whips?|chokes?|hurts?|spanks?|smacks?|pinches|burns?) (?:me|us|mommy|mummy|mom|mum|my \w+|him|her|kids|people|students)\b|(?:hit|beat|slapped|kicked|punched|whipped|choked|burned|bit) (?:my (?:mom|mum|mother|brother|sister|little|baby|son|daughter|friend)|mommy|mummy)\b",
        r"step(?:s|ped) on my (?:hands?|fingers?|head|back|face)\b|tripp?(?:s|ed) me\b|my (?:head|face) (?:into|in|under|against|on) (?:the|a) (?:toilet|wall|water|sink|table|desk|floor|ground|door|locker)\b|until (?:i|he|she|kids?|they|we) (?:\w+ )?(?:pass(?:ed)? out|faint\w*|bled|cried|threw up|couldn't breathe)\b|(?:can't|couldn't) breathe\b[^.!?\n]{0,30}\b(?:he|she|hands?|neck|pillow|held)\b|wouldn't (?:give|let) (?:us|me|them|him|her) (?:any )?(?:water|drink|eat|leave|go to the bathroom)\b",
        r"(?:hit|hits|struck) me (?:with|in|on|because|when|so|every|again|and|if|across|until)\b|(?:scared|afraid|terrified) of (?:my|him|her|dad|mom)\b[^.!?\n]{0,10}|(?:dad|mom|mum|he|she|stepdad) (?:gets|got|comes home|came home|is|was) (?:really |so |very |always )?drunk\b",
    ),
    english(
        "sexual",
        r"on top of me\b|forc(?:ed|es) (?:himself|me|her)\b|rubb(?:ed|ing|s) (?:against|up against|himself)\b|watch(?:es|ed|ing)? me (?:in the )?(?:shower|change|undress|sleep|bathe|get dressed|pee)\b|(?:naked|porn\w*|dirty) (?:people|pictures|videos?|pics|movies)\b|(?:private parts?|privates)\b|(?:my|her) (?:stepdad|stepfather|uncle|grandpa|cousin|coach|teacher|neighbor)\b[^.!?\n]{0,24}\b(?:touch\w*|kiss\w*|my (?:bed|room at night)|naked|undress\w*)\b",
        r"(?:hand|hands|fingers) (?:\w+ )?(?:on|up|down|in|between|inside|under) my (?:thigh|thighs|legs|leg|skirt|shirt|pants|chest|butt|bra|underwear)\b|(?:have|had|having) sex with (?:me|him)\b|(?:pics|pictures|photos|nudes|video) (?:of me )?(?:to everyone|online|if i)\b|(?:leak|post|share|send)(?:ed|s)? my (?:nudes|pics|pictures|photos|video)\b|grab(?:s|bed)? my (?:butt|ass|boobs?|chest|breasts?|crotch|bra)\b|made me (?:feel )?(?:take|touch|kiss|lie|strip)\b|(?:climbed|crawled|got|gets|climbs) (?:into|in|on) my bed\b|(?:took|take|takes|taking) my clothes off\b",
    ),
    english(
        "neglect",
        r"(?:i'm|i am|we're) (?:home )?alone\b[^.!?\n]{0,30}\b(?:sister|brother|baby|night|days?|again|week)\b|(?:didn't|doesn't|hasn't|haven't|never|didn't) (?:come|came|been) (?:back )?home\b|(?:parents|mom|mum|dad|they) left (?:for|me|us)\b[^.!?\n]{0,20}(?:week|days|weekend|month|alone|night|hours|brother)\b|nobody (?:cooks|came|comes|feeds|cares|washes|checks|is home|was home)\b|(?:make|makes|made) me sleep (?:on|in|outside)\b|(?:nothing|no food) (?:in the fridge|to eat|at home)\b|fridge (?:is|was|has been) empty\b|(?:i'm|i was|we're|always|still|so) hungry\b[^.!?\n]{0,30}\b(?:home|mom|dad|food|nobody|school|sleep|night)\b|(?:sick|fever|throwing up|broken|hurt)\b[^.!?\n]{0,30}\b(?:nobody|no one|won't take|didn't take|alone|don't care|doesn't care)\b|wear(?:ing)? the same clothes\b|(?:don't|doesn't) have (?:a )?(?:bed|coat|shoes|blanket|food)\b",
    ),
    english(
        "self-harm",
        r"\bi cut\b(?! (?:my finger|the|a|it|out|class|paper|off|down|my hair|onions?|corners|myself (?:shaving|cooking|chopping)))|(?:hit|hitting|bang|banging|smash|slam|slamming) my (?:own )?(?:head|hand|hands|fists?) (?:against|on|into)\b|pick(?:ing)? (?:at )?my (?:skin|scabs)\b|under my (?:sleeves?|bracelets?|hoodie)\b|(?:knife|blade|razor|scissors|glass|needle|lighter) (?:to|on|against|into|across|in) my\b|my (?:wrists?|arms?|thighs?|legs) (?:is|are|were|was) (?:bleeding|full of|covered|scarred)\b|hurt(?:s|ing)? (?:my|him|her)self\b|bleed\w*\b[^.!?\n]{0,16}\b(?:calm|better|relief|feel)\b|(?:cut|cutting|scars?|burn) (?:\w+ ){0,2}(?:last night|again|so nobody|where nobody|where no one|to feel)\b",
    ),
    english(
        "suicide",
        r"(?:all (?:of )?(?:my|the|her|his)|whole bottle of|handful of|a bunch of|so many|too many) (?:\w+'?s? ){0,3}(?:pills|tablets|meds|medication|tylenol)\b|(?:shoot|hang|drown|stab|poison|kill|end|off) (?:myself|himself|herself|themselves)\b|no point (?:in|to) (?:me|my|being|life|living|anything|going)\b|point of (?:living|life|being here|going on)\b|(?:easiest|best|painless|quickest) way to (?:die|go|kill|end)\b|(?:want|going|gonna|ready|plan\w*|decided) to end (?:it|my|everything|things)\b|(?:dying|death|suicide|killing myself)\b[^.!?\n]{0,16}\b(?:every|all the time|night|a lot|again|always)\b|(?:stop|stopped) (?:existing|breathing|being alive)\b|(?:hate|tired of|sick of) (?:being alive|living|my life|existing)\b|(?:don't|do not) (?:deserve to|want to|wanna) (?:live|be alive|exist|be here|be in this world)\b|(?:hope|wish|pray) (?:\w+ ){0,4}(?:don't wake|never wake|die|dead|was never|hadn't been born|hits me|would hit me)\b|(?:everyone|they|family|mom|parents|world)(?:'d| would|'ll| will) be (?:happier|better|fine) (?:off )?(?:without me|if i)\b|(?:cease to|(?:to|could|can) not) exist\b|walk(?:ing)? into traffic\b|(?:bridge|roof|edge|ledge|train tracks)\b[^.!?\n]{0,30}\b(?:jump|step|fall|over|down|end)\b|goodbye (?:to )?(?:everyone|world|forever|letters?|notes?)\b",
    ),
    english(
        "violence",
        r"(?:pour(?:s|ed)?|throws?|threw|dump(?:s|ed)?|spill(?:s|ed)) (?:\w+ ){0,3}(?:water|coffee|soup|tea|oil|food|bleach) (?:on|at|over) (?:me|my|us|her)\b|h[eo]ld(?:s|ing)? (?:me|my head|us) (?:down|under\w*|by)\b|held (?:me|my head|us|him|her) (?:down|under\w*|by)\b|underwater\b[^.!?\n]{0,10}$|(?:sit|sits|sat|kneel(?:s|ed)?) on (?:my (?:chest|head|back)|me)\b|(?:tie|tied|ties|chain(?:s|ed)?) (?:me|us|my)\b|(?:belt|hanger|extension cord|cord|paddle|switch|ruler|stick|wooden spoon|hairbrush|bat|broom|shoe|slipper)\b[^.!?\n]{0,24}\b(?:marks|bleed\w*|bruis\w*|cry|cried|hurts?|legs?|back|whip\w*|hit|beat)\b|(?:hit|hits|beat|beats|whip\w*|smack\w*|spank\w*) (?:\w+ ){1,2}with (?:a|his|her|the|an)\b(?! (?:ball|pillow|snowball|water))",
        r"(?:black and blue|broken (?:rib|ribs|arm|nose|wrist|jaw|finger))\b[^.!?\n]{0,40}\b(?:he|she|dad|mom|they|because|from)\b|(?:he|she|they|dad|mom|\w+) broke my (?:nose|arm|rib|ribs|jaw|finger|wrist|tooth|teeth|glasses)\b|(?:every day|every night|always|keeps?|kept) (?:beat\w*|hit\w*|punch\w*|kick\w*|hurt\w*)\b|(?:please|somebody|someone) help (?:me|us)\b|(?:he|she|dad|mom|they)(?:'s| is| was| are| were) (?:hurting|hitting|beating|choking|kicking|punching|abusing|threatening) (?:me|us|my|her|mom)\b",
    ),
    english(
        "sexual",
        r"(?:inside|in) (?:of )?me\b[^.!?\n]{0,6}$|(?:fingers?|thing|penis|it) (?:\w+ )?(?:inside|into|in) (?:of )?(?:me|my (?:mouth|body|bottom|privates?|vagina))\b|(?:pictures?|photos?|videos?|filmed|films|video) (?:of )?me (?:in the )?(?:bathroom|shower|naked|changing|undressing|without|sleeping|while)\b|(?:asked?|asks|told|tells|wants?|wanted) me to (?:take off|touch|kiss|get undressed|send|undress|show|sleep (?:with|in)|sit on|lie|come to his)\b[^.!?\n]{0,16}|touched me\b|(?:in|into|to) my (?:bed|room) (?:at night|and|when|while|with)\b|(?:took|take) (?:off )?my (?:pants|underwear|clothes|shirt) (?:off|down)?\b|made me (?:look|watch|see)\b|(?:felt|feels|feeling) me up\b",
    ),
    english(
        "neglect",
        r"left (?:us|me)\b[^.!?\n]{0,12}\bnever came back\b|locks? the (?:fridge|pantry|food|kitchen|cupboard)\b|have to (?:cook|clean|do everything) for (?:everyone|my|the)\b|(?:shower|bath|washed|clean clothes)\b[^.!?\n]{0,16}\b(?:in|for) (?:\w+ )?(?:weeks?|days|months?)\b|(?:nobody|no one) (?:takes care of|looks after|cares about|ever comes|cooks for|picks up) (?:me|us|my)\b|lock(?:s|ed)? (?:me |us )?(?:outside|out)\b|(?:never|don't|doesn't) (?:feeds?|cook|buy food|gives? (?:me|us) (?:food|lunch|dinner))\b|(?:only|just) (?:ate|eat|eaten|had) (?:once|crackers|bread|cereal|chips|noodles|ketchup)\b",
    ),
    english(
        "self-harm",
        r"punish(?:ing)? myself\b|on purpose\b[^.!?\n]{0,10}$|(?:burn|burned|burnt|cut|hurt|scratch\w*|hit|bit) (?:my|myself) ?(?:\w+ )?on purpose\b|scars (?:on|all|from)\b|can't stop (?:cutting|hurting|scratching|burning|hitting)\b|i (?:hurt|cut|burn|hit|scratch|punch|bite|choke|starve) (?:myself|my (?:arms?|legs?|thighs?|wrists?|skin))\b",
    ),
    english(
        "suicide",
        r"walk(?:ing)? into the (?:sea|ocean|river|lake|water|road|street)\b|(?:not|never) (?:come|coming) back\b[^.!?\n]{0,6}$|(?:plan|planning|planned|going|decided|about) to (?:kill|hang|end|overdose|jump|die|shoot)\b|(?:dead|death|die|dying) (?:is|would be|seems) (?:better|easier|the only|a relief|peaceful)\b|(?:stop|stopped) my heart\b|(?:give|gave) up on (?:life|living)\b|(?:rather|better off|better) (?:be )?dead\b|nobody would (?:miss|care|notice|cry)\b|(?:disappear|vanish) (?:forever|and never)\b|(?:say|said|saying) goodbye (?:to everyone|forever|to my)\b",
    ),
    english(
        "violence",
        rf"{_HE} (?:\w+ )?(?:punch(?:es|ed)|kick(?:s|ed)|slap(?:s|ped)|stab(?:s|bed)|chok(?:es|ed)|strangle[sd]|whip(?:s|ped)|smack(?:s|ed)|spank(?:s|ed)|shov(?:es|ed)) (?:a|the|some|another|my|our|his|her|everyone|people|kids|students|mom|mum|dad|mommy) ?(?:kid|boy|girl|child|student|classmate|baby|dog|cat|mom|mum|wife|brother|sister|friend|little|face|head|people|kids|students)?\b(?! ?(?:ball|goal|door|eggs|game|cream|can|tire))",
        rf"br(?:oke|eak|eaks) (?:mom|mum|mommy|my mom|my mum|my sister|my brother|her|his)(?:'s)? (?:{_PART}|ribs?|teeth|tooth|finger|jaw)\b|stab(?:s|bed|bing)? (?:me|my|him|her|us)\b|(?:punch|slap|kick|smack|hit)(?:es|s|ed|ped)? (?:her|him|us|them|mom|mum|mommy|grandma) (?:in|on|with|when|because|so|until|every|again|and)\b",
    ),
    english(
        "sexual",
        r"touch(?:es|ed|ing)? (?:my|her|his) (?:bottom|butt|bum|private\w*|chest|breasts?|crotch|thighs?|underwear|pee\w*|vagina|penis|body)\b|touch(?:es|ed|ing) (?:me|her|my little \w+)\b|sleep in (?:his|grandpa's|my dad's|my stepdad's) bed\b",
    ),
]
