/** Word lists behind the checks. Data only. */

const list = (words: string) => new Set(words.trim().split(/\s+/));

/** Words that carry no fact: grammar and the small change of a polite mail. Compared as stems. */
export const GLUE_WORDS = list(`
  a an the and or but nor so yet if then else than that this these those it its it's that's there here what which who whom whose when where why how
  i i'm i'd i'll i've me my mine we we'd we'll we've us our ours you you'd you'll you're you've your yours they them their theirs he him his she her hers one ones
  am is are was were be been being do does did doing have has had having will would shall should can could may might must let lets
  not no yes don't doesn't won't wouldn't can't cannot isn't aren't
  in on at by for from to of off with without into onto over under between after before about as per via until within across through during toward up down out
  just also too very quite rather still even again back now well like such other another each any some both either neither own else else's
  please thanks thank hi hello dear hey ok okay best regards kind warm cheers sincerely
  because since while although though however therefore until unless whether
  go come get take make put give see look show tell say think know mean want need ask keep leave run work use help try send write read talk speak hear find start
  note notes line lines
  way thing part bit lot case point side kind sort number idea reason
`);

/** Words in which a source may be retold without saying more than it does. Compared as stems. */
export const RETELLING_WORDS = list(`
  come down pass need used instead time today now already only about each whole still between figure number example comparison case version happen stand currently record
  word plain again once reach side put place first far require thing compare enough mention explain describe raise bring confirm agree
`);

/** Words that a harmless question or a courtesy may use of its own. Compared as stems, together with the glue. */
export const NEUTRAL_WORDS = list(`
  mail email message note line word page question answer reply call minute talk chat conversation sentence one-page summary example detail information overview comparison figure
  useful helpful interesting relevant welcome fine short brief quick simple plain clear sensible worth open happy glad sorry curious wrong right better good sure able
  time moment day week month today tomorrow later soon early now inbox contact connect person colleague somebody someone anybody team company office side people
  topic subject matter problem issue priority process step thing share compare explain understand describe learn follow pick stop close write bother disturb suit care change happen
  look decide prefer point forward pass interest agenda list plan hear meet join add first last next new current currently usually often typically mostly long many much most far
  rather instead maybe perhaps exactly probably simply merely actually really once twice enough else away noise crowd fill belong handle responsible own deal discuss arrange schedule suggest propose
  link-free attach attached hold hand wait anything something nothing everything anyone everyone thought guess idea reach rest evening morning afternoon reading
`);

/** Openings of a sentence that says what the writer offers, asks or will do, and states no fact. */
export const COURTESY_STARTS: RegExp[] = [
  /^(?:i|we)(?:'ll| will| won't| would| wouldn't| could| can|'d| am happy| am glad|'m happy|'m glad| am writing|'m writing| wanted| want| promise| leave| stop| ask| do not| don't| hope| wish| close| prefer| keep| may be| might be)\b/,
  /^i have (?:one|a|another) (?:\w+ )?(?:question|thought|idea)\b/,
  /^my (?:first|last) (?:mail|message|note) (?:may|might|probably)\b/,
  /^(?:happy|glad) to\b/,
  /^thank(?:s| you)\b/,
  /^(?:no|a|an|any|either) (?:\S+ )?(?:reply|answer|rush|pressure|hurry|problem|need|line|word|yes|no|sentence|sign)\b/,
  /^(?:if|should|whenever|when|in case|unless)\b/,
  /^(?:just|please|simply|feel free|let me|let us|let's|either way|sorry|apologies|no worries|otherwise)\b/,
  /^(?:this|that) (?:is|will be|was) (?:my|the) (?:last|final|only) (?:mail|message|note|email|one|line)\b/,
  /^(?:my|one|a) (?:last |final |short |quick |simple |small )*(?:note|mail|message|question|word|line|thought|ask)\b/,
  /^(?:all the best|have a|until then|talk soon|speak soon|looking forward|ps\b|p\.s)/,
  /^(?:it is|it's|that is|that's) (?:fine|ok|okay|all right|no problem|quite all right)\b/,
  /^(?:to understand|before i|for context|in short|for comparison|one example|one case)\b/,
];

/** The part of an "if …, …" that makes it an offer rather than a claim. */
export const OFFER =
  /\b(?:just|please|let me|let us|tell me|reply|answer|i can|i could|i will|i'll|i would|i'd|we can|we could|say so|write|say|happy|glad|no need|feel free|enough|is fine|would be|pick it up|point me|forward)\b/;

/** Inside a courtesy, these bring in a fact by the back door. */
export const SMUGGLE =
  /, as (?!you (?:like|prefer|wish)|soon|always|ever)\w+ \w+|\b(?:because(?! of)|since|given(?: that)?|now that|considering|knowing|seeing|after (?:you|your)|as (?:your|we discussed|discussed|agreed|promised|mentioned)|as you (?!like|prefer|wish|please)that (?:you|your|we|our|they|their|it))\b|^(?:i|we) (?:can|could) (?:see|tell|imagine|confirm|assure|guarantee|promise)\b|\b(?:i|we)(?:'ll| will| can| could| would|'d) (?:\w+ )?(?:cut|save|reduce|increase|boost|double|triple|halve|eliminate|solve|fix|improve|grow|recover|guarantee|earn|win|speed|accelerate|get you|make you|bring you)\b/;

/** Questions that state what they pretend to ask. */
export const LOADED_QUESTION =
  /^(?:did you know|do you know that|aren't you|isn't it|isn't that|don't you|wouldn't you|are you (?:tired|struggling|still losing|aware|sick)|tired of|struggling|why (?:is|are|do|does|did) (?:your|you)|how (?:did|was|were|is|are) (?:your|the)\b.*\b(?:go|going|went)\b)|\b(?:since (?!then\b)|because |given that|now that|after (?:you|your)|considering|as (?:you|your) )\b/;

export interface ClaimPattern {
  pattern: RegExp;
  /** What it is, for the reason: "a comparison", "praise". */
  what: string;
  /** Only in a sentence that states something; harmless in a question or an offer. */
  inStatementsOnly?: boolean;
  /** The source must use the same words; having each of them somewhere is not enough. */
  literal?: boolean;
}

/** Words that claim something by themselves: they need a source that uses them. On folded text. */
export const CLAIMS: ClaimPattern[] = [
  {
    pattern:
      /\b(?:faster|quicker|cheaper|easier|smarter|safer|stronger|superior|happier|simpler|slower|better(?! (?:to (?:ask|wait|write|speak|talk)|time|person|moment|day|address|contact|one)\b))\b(?: than\b)?/g,
    what: 'a comparison',
  },
  {
    pattern:
      /\b(?:more|less|fewer|higher|lower|sooner|earlier|shorter|longer|bigger|smaller|greater|worse) (?:\w+ )?than\b/g,
    what: 'a comparison',
  },
  {
    pattern: /\b(?:higher|lower|fewer|less|sooner|shorter|longer|bigger|smaller|greater|worse)\b/g,
    what: 'a comparison',
    inStatementsOnly: true,
  },
  {
    pattern:
      /\b(?:the best|best[- ](?!regards|wishes|to|way|time|person|day)[a-z]+|leading|leader|top[- ]?(?:rated|tier|notch|performing|\d+)|(?:the|a|our) top|number one|no\. ?1|#1|largest|biggest|fastest|cheapest|easiest|finest|greatest|unique|unmatched|unrivalled|unparalleled|world[- ]class|award|cutting[- ]edge|state[- ]of[- ]the[- ]art|revolutionary|revolutioni[sz]e|game[- ]chang\w+|best[- ]in[- ]class|industry[- ]\w+|premier|renowned|acclaimed|trusted|proven|the only|one of the)\b/g,
    what: 'a superlative',
  },
  {
    pattern:
      /\b(?:guarantee[ds]?|guaranteed|risk[- ]free|no risk|effortless(?:ly)?|seamless(?:ly)?|instant(?:ly)?|(?:make|makes|making|made) sure|ensures?|you (?:will )?never|within (?:an?|one|the) (?:hour|day|week|fortnight|month|quarter|year)|100 ?%|no[- ]brainer|foolproof)\b/g,
    what: 'a promise',
  },
  {
    pattern:
      /\b(?:always|never|every single|everyone|nobody|all (?:our|of our|their|your|companies|customers|clients|teams))\b/g,
    what: 'an absolute',
    inStatementsOnly: true,
  },
  {
    pattern:
      /\b(?:sav(?:e|es|ed|ing|ings)|reduc(?:e|es|ed|ing|tion)|increas(?:e|es|ed|ing)|boost(?:s|ed|ing)?|improv(?:e|es|ed|ing|ement)|eliminat(?:e|es|ed|ing)|slash(?:es|ed)?|recover(?:s|ed|ing)?|accelerat(?:e|es|ed)|outperform(?:s|ed)?|doubl(?:e|es|ed|ing)|tripl(?:e|es|ed|ing)|halv(?:e|es|ed|ing)|roi)\b/g,
    what: 'a claimed effect',
  },
  {
    pattern:
      /\b(?:congrat\w*|impress\w*|love (?:what|how|your)|loved|big fan|admire|great (?:work|job|product|company|team)|amazing|exciting|fantastic|awesome|incredible|inspiring|kudos|well done)\b/g,
    what: 'praise',
  },
  {
    pattern:
      /\b(?:your (?:recent|latest|new|upcoming|rapid)|funding|series [a-e]\b|raised (?:a |an |\$|€|£|\d|capital|money)|acqui(?:red|sition)|merger|ipo|expansion|expanding|launch(?:ed|ing)?|hiring|headcount|layoffs?|growing (?:fast|quickly|rapidly)|rapid growth|scal(?:ing|e up)|new (?:office|role|position|ceo|cfo|product)|promotion|promoted)\b/g,
    what: 'news about them',
  },
  {
    pattern:
      /\b(?:competitors?|rivals?|your peers|peers|(?:companies|teams|businesses|firms|leaders|people|organi[sz]ations) like|(?:companies|teams|businesses|firms) (?:similar|of your)|others in your|in your (?:industry|space|sector)|similar (?:companies|teams|firms|businesses)|(?:clients|customers) like|(?<!one of )our (?:customers|clients|users)|(?:many|most|several|some|few|all|countless|various|numerous|lots of|a lot of|plenty of) (?:of )?(?:our |the |your )?(?:companies|teams|customers|clients|businesses|firms|people|wholesalers|cfos|finance teams|leaders))\b/g,
    what: 'a statement about others',
    literal: true,
  },
  {
    pattern:
      /\b(?:most|nearly all|almost all|the majority|many) of\b|\b(?:hundreds|thousands|dozens|tens|scores|millions|billions) of\b|\b(?:majority|countless|numerous)\b/g,
    what: 'a quantity',
  },
  {
    pattern:
      /\b(?:certified|certification|compliant|compliance|accredited|endorsed|patented|official partner|partnered|recommended by|gdpr|iso ?\d*|soc ?2|hipaa|audited|approved by)\b/g,
    what: 'a certificate',
  },
  {
    pattern:
      /(?<!feel |an evening )\bfree\b(?! to)|\b(?:discounts?|no cost|at no charge|money[- ]back|refunds?|trial|half price|special (?:offer|price)|cheap)\b|\bprices? (?:go|goes|rise|rises|will|increase|increases)\b/g,
    what: 'a price',
  },
  {
    pattern:
      /\b(?:last chance|limited (?:time|offer|seats|spots)|offer ends|deadline|urgent(?:ly)?|act now|expires?|before it's too late|spots? left|running out)\b/g,
    what: 'pressure',
  },
  {
    pattern:
      /\b(?:studies|study|research|statistics|experts?|analysts?|gartner|forrester|mckinsey|surveys?|reports?) (?:show|shows|say|says|suggest|suggests|prove|proves|find|finds|confirm|confirms)\b|\bit is (?:well )?known\b|\bas everyone knows\b/g,
    what: 'an authority',
  },
];

export interface AttributionPattern {
  pattern: RegExp;
  /** What the source must have been. */
  needs: 'talk' | 'writing' | 'word' | 'any';
}

/** Sentences that say where something is from: the source must be of that kind, and the lead's own. On folded text. */
export const ATTRIBUTIONS: AttributionPattern[] = [
  {
    pattern:
      /\byou(?:'ve| have)? (?:\w+ )?(?:said|mentioned|told|asked|raised|explained|described|agreed|promised|confirmed|shared with|brought up|pointed out)\b/,
    needs: 'talk',
  },
  {
    pattern:
      /\bas (?:you (?:say|said|mentioned|know)|we )?(?:discussed|agreed|promised|mentioned|requested)\b|\bas you (?:say|said|mentioned|asked)\b|\bper our\b|\bas per\b/,
    needs: 'talk',
  },
  {
    pattern:
      /\b(?:we|you and i|i) (?:spoke|talked|met|chatted|discussed|agreed|caught up)\b|\b(?:since|when|after|following|from|on|in|during) (?:our|the) (?:\w+ )?(?:call|conversation|chat|meeting|discussion|talk|demo)\b|\bour (?:last|recent|previous|earlier|intro) (?:call|conversation|chat|meeting|discussion|mail|exchange)\b|\b(?:great|good|nice|lovely) (?:to (?:meet|speak|talk|chat)|(?:meeting|speaking|talking|chatting|seeing))\b|\bfollowing up on our\b/,
    needs: 'talk',
  },
  {
    pattern: /\bthank(?:s| you) (?:\w+ )?for (?:your|the) (?:\w+ )?(?:call|time|chat|meeting|conversation)\b/,
    needs: 'talk',
  },
  {
    pattern:
      /\bthank(?:s| you) (?:\w+ )?for (?:your|the) (?:\w+ )?(?:interest|reply|answer|message|mail|email|question|order|feedback|visit|response|patience|purchase)\b/,
    needs: 'word',
  },
  {
    pattern:
      /\byou(?:'ve| have)? (?:requested|signed up|downloaded|visited|registered|expressed|subscribed|attended|contacted|reached out|replied|wrote|posted|published|shared)\b|\byour (?:reply|request|message|inquiry|enquiry|post|article|comment|talk|job ad|annual report|careers page)\b/,
    needs: 'writing',
  },
  {
    pattern:
      /\b(?:i|we) (?:just )?(?:saw|read|noticed|heard|came across|found|learned|learnt|see that|understand that|gather|know that)\b/,
    needs: 'any',
  },
  {
    pattern:
      /\b(?:\w+ )?(?:recommended|referred|introduced|suggested (?:i|that i|to)|told (?:me|us)|pointed (?:me|us))\b|\b(?:referral|recommendation|introduction) (?:by|from|of)\b|\byour (?:colleague|boss|manager)\b/,
    needs: 'any',
  },
];

/** What a source must say of itself to carry such a sentence. */
export const TALK_SOURCE =
  /\b(?:call|spoke|talk|talked|intro|meeting|met|conversation|webinar|question|demo|said|told|asked|chat|dinner|visit|lunch|phone|your note|interview|discussion)\b/;
export const WRITING_SOURCE =
  /\b(?:post|article|blog|email|mail|wrote|written|form|reply|linkedin|comment|job ad|careers|annual report|talk|webinar|question|website|press|survey|request)\b/;

/** Capitals that are no names. */
export const PLAIN_CAPITALS = list(
  `i i'm i'd i'll i've ok ps p.s hi hello dear hey erp crm it hr cfo ceo cto coo vp pdf csv fyi eu uk us usa am pm b2b linkedin whatsapp mr mrs ms dr regards best kind`,
);

/** Endings by which a word with a full stop in it is a domain. */
export const LINK_ENDINGS = list(
  `com net org io co ai app dev de uk us eu fr es it nl pl se no dk fi at ch be ie ca au nz in jp sg za br cn ru info biz me tv ly link site online shop store tech cloud xyz page example test local edu gov mil`,
);
