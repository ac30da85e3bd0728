import { gestureRows } from '../../slack/gesture-rows.ts';
import type { PersonKey } from './cast.ts';

/** The columns of `gestureRows`, in their order. */
const ACCOUNTS = [
  'stranger',
  'guest',
  'other workspace',
  'deactivated',
  'bot',
  'nobody',
  'revoked',
  'rep',
  'team_lead',
  'manager',
  'admin',
  'app',
] as const;
export type Account = (typeof ACCOUNTS)[number];

/** What the door says: `form` the registration form and nothing else, `no` a refusal, `yes` let in, `slack` taken as Slack's own word. */
export type DoorWord = 'form' | 'no' | 'yes' | 'slack';

/** Gesture, then account, then what the door has to say. */
export const doors: ReadonlyMap<string, Readonly<Record<Account, DoorWord>>> = new Map(
  lines(gestureRows).map((line) => {
    const [gesture = '', ...words] = line.split(/\s+/);
    return [gesture, Object.fromEntries(ACCOUNTS.map((one, i) => [one, words[i]])) as Record<Account, DoorWord>];
  }),
);

export const COLLEAGUES = [
  'owner',
  'colleague',
  'leader',
  'other leader',
  'manager',
  'admin',
] as const satisfies PersonKey[];
export type Colleague = (typeof COLLEAGUES)[number];
export const isColleague = (key: PersonKey): key is Colleague => COLLEAGUES.some((one) => one === key);

/**
 * What it takes for a yes: `acts` the database changes, `shows` the lead or a form about it is shown, `answers` nothing is refused.
 * A no is always told in words, and nothing changes.
 */
export type Kind = 'acts' | 'shows' | 'answers';

/**
 * What people on the allowlist may do: who owns the lead (`own`), the rep of another team (`col`), the owner's team lead (`lead`), the
 * other team's (`oth`), a manager, an admin. A lead that a row names is always the owner's. What stands behind a gesture with several
 * meanings says which; `mixed` is a form that remembers a touch of the owner's and a lead of the colleague's.
 */
export const colleagueRows = `
                                        own col lead oth mgr adm
command:/lead                 answers   yes yes yes yes yes yes
command:/lead add             answers   yes yes yes yes yes yes
command:/lead import          answers   yes yes yes yes yes yes
command:/lead handover        answers   yes yes yes yes yes yes
command:/lead show            shows     yes yes yes yes yes yes
command:/lead log             shows     yes no  yes no  yes yes
command:/lead edit            shows     yes no  yes no  yes yes
command:/leads mine           answers   yes yes yes yes yes yes
command:/leads all            shows     yes yes yes yes yes yes
command:/touches waiting      answers   yes yes yes yes yes yes
command:/touches review       answers   yes yes yes yes yes yes
command:/touches approved     answers   yes yes yes yes yes yes
command:/touches show         shows     yes yes yes yes yes yes
command:/thread               answers   yes yes yes yes yes yes
command:/thread show          shows     yes yes yes yes yes yes
command:/thread rebuild       answers   yes yes yes yes yes yes
command:/coach                answers   yes yes yes yes yes yes
command:/coach show           shows     yes yes yes yes yes yes
command:/pipeline             answers   yes yes yes yes yes yes
command:/playbook             answers   yes yes yes yes yes yes
command:/crm                  answers   yes yes yes yes yes yes
command:/why                  answers   yes yes yes yes yes yes
command:/why show             shows     yes yes yes yes yes yes
command:/sales help           answers   yes yes yes yes yes yes
command:/sales home           answers   yes yes yes yes yes yes
command:/sales join           answers   yes yes yes yes yes yes
command:/sales disconnect     answers   yes yes yes yes yes yes
command:/sales phone          acts      yes yes yes yes yes yes
command:/sales connect        answers   yes yes yes yes yes yes
command:/sales pause          answers   yes yes yes yes yes yes
command:/sales away           answers   yes yes yes yes yes yes
command:/sales admin          answers   no  no  no  no  yes yes

action:access.join            answers   yes yes yes yes yes yes
view:access.request           answers   yes yes yes yes yes yes
action:access.pick_role       answers   no  no  no  no  no  yes
action:access.pick_team_lead  answers   no  no  no  no  no  yes
action:access.approve         acts      no  no  no  no  no  yes
action:access.refuse          acts      no  no  no  no  no  yes
action:access.revoke          acts      no  no  no  no  no  yes
action:access.list            answers   no  no  no  no  no  yes
action:access.audit           answers   no  no  no  no  no  yes

event:app_home_opened home    answers   yes yes yes yes yes yes
event:app_home_opened prompts answers   yes yes yes yes yes yes
event:message asked           shows     yes yes yes yes yes yes
event:message note            acts      yes yes yes yes yes yes
action:home.refresh           answers   yes yes yes yes yes yes
action:home.help              answers   yes yes yes yes yes yes
action:home.connections       answers   no  no  no  no  no  yes
action:sending.pause          acts      no  no  no  no  yes yes
action:sending.resume         answers   no  no  no  no  yes yes
action:mailbox.connect        answers   yes yes yes yes yes yes
action:mailbox.resume         acts      no  no  yes no  yes yes
action:member.away            answers   yes yes yes yes yes yes
view:member.away              acts      yes yes yes yes yes yes
action:settings.open          answers   no  no  no  no  yes yes
action:settings.edit          answers   no  no  no  no  yes yes
view:settings.save            acts      no  no  no  no  yes yes
action:thread.show            shows     yes yes yes yes yes yes
action:thread.rebuild         answers   yes yes yes yes yes yes
action:lead.why               shows     yes yes yes yes yes yes
action:call.ring              answers   yes no  yes no  yes yes
action:passport.show          shows     yes yes yes yes yes yes
action:consent.open           shows     yes no  yes no  yes yes
action:consent.withdraw       acts      yes no  yes no  yes yes
view:consent.give             acts      yes no  yes no  yes yes
action:policy.open            answers   yes yes yes yes yes yes
action:policy.edit            answers   no  no  no  no  yes yes
view:policy.save              acts      no  no  no  no  yes yes
action:coach.prepare          shows     yes yes yes yes yes yes
action:view.open              shows     yes no  no  no  no  no

action:import.open            answers   yes yes yes yes yes yes
action:import.enrol           acts      yes no  no  no  yes yes
action:import.rows            answers   yes no  no  no  yes yes
view:import.start             acts      yes yes yes yes yes yes
view:import.start again       answers   yes no  no  no  no  no
action:lead.show              shows     yes yes yes yes yes yes
action:lead.open_add          answers   yes yes yes yes yes yes
action:lead.more edit         shows     yes no  yes no  yes yes
action:lead.more stage        shows     yes no  yes no  yes yes
action:lead.more hand_over    shows     yes no  yes no  yes yes
action:lead.more archive      shows     yes no  yes no  yes yes
action:lead.more pause        acts      yes no  yes no  yes yes
action:lead.more resume       acts      yes no  yes no  yes yes
action:lead.enrol             acts      yes no  yes no  yes yes
action:lead.log               shows     yes no  yes no  yes yes
action:lead.resume_sequence   acts      yes no  yes no  yes yes
action:leads.open             answers   yes yes yes yes yes yes
action:leads.back             answers   yes yes yes yes yes yes
action:leads.pick             answers   yes yes yes yes yes yes
action:leads.pick_all         answers   yes yes yes yes yes yes
action:leads.page             answers   yes yes yes yes yes yes
action:enrol.refused          answers   yes yes yes yes yes yes
action:leads.filter           answers   yes yes yes yes yes yes
action:leads.hand_over        answers   yes yes yes yes yes yes
action:leads.hand_over_all    answers   yes yes yes yes yes yes
action:away.keep              answers   yes no  yes no  yes yes
action:away.stop              acts      yes no  yes no  yes yes
view:lead.add                 acts      yes yes yes yes yes yes
view:lead.edit                acts      yes no  yes no  yes yes
view:lead.hand_over           acts      yes no  yes no  yes yes
view:lead.hand_over_all       acts      yes no  yes no  yes yes
view:lead.stage               acts      yes no  yes no  yes yes
view:lead.archive             acts      yes no  yes no  yes yes
view:lead.log                 acts      yes no  yes no  yes yes
view:leads.enrol              acts      yes no  yes no  yes yes
view:lead.log_message         acts      yes no  yes no  yes yes
shortcut:log_to_lead          answers   yes yes yes yes yes yes
shortcut:log_to_lead thread   shows     yes yes yes yes yes yes
shortcut:log_to_lead global   answers   no  no  no  no  no  no
options:lead.find             shows     yes yes yes yes yes yes

action:touch.review           shows     yes yes yes yes yes yes
action:review.skip_lead       answers   yes yes yes yes yes yes
action:review.back            shows     yes yes yes yes yes yes
action:review.edit_lead       shows     yes no  yes no  yes yes
action:touch.approve_all      acts      yes no  yes no  yes yes
action:task.open              answers   yes yes yes yes yes yes
action:task.show              shows     yes no  yes no  yes yes
action:task.list              answers   yes yes yes yes yes yes
action:task.done              acts      yes no  yes no  yes yes
action:task.answered          shows     yes no  yes no  yes yes
action:touch.edit             shows     yes no  yes no  yes yes
action:touch.more regenerate  shows     yes no  yes no  yes yes
action:touch.more skip        shows     yes no  yes no  yes yes
action:touch.more dismiss     shows     yes no  yes no  yes yes
action:touch.more test        answers   yes no  yes no  yes yes
action:touch.pull_back        acts      yes no  yes no  yes yes
action:touch.pull_back_lead   acts      yes no  yes no  yes yes
action:touch.approved         answers   yes yes yes yes yes yes
action:touch.went_out         acts      yes no  yes no  yes yes
action:touch.did_not_go       acts      yes no  yes no  yes yes
view:review.approve           acts      yes no  yes no  yes yes
view:task.answered            acts      yes no  yes no  yes yes
view:touch.save               acts      yes no  yes no  yes yes
view:touch.confirm regenerate acts      yes no  yes no  yes yes
view:touch.confirm skip       acts      yes no  yes no  yes yes
view:touch.confirm dismiss    acts      yes no  yes no  yes yes
view:review.approve mixed     acts      yes no  yes no  yes yes
view:task.answered mixed      acts      no  no  no  no  no  no
view:touch.save mixed         acts      yes no  yes no  yes yes
view:touch.confirm skip mixed acts      yes no  yes no  yes yes
view:touch.confirm dismiss mixed acts   no  yes no  yes yes yes

action:coaching.dispute       acts      yes no  no  no  no  no
action:reply.log_call         shows     yes no  yes no  yes yes
action:pipeline.draw          answers   yes yes yes yes yes yes
action:playbook.section       answers   yes yes yes yes yes yes
action:playbook.edit          answers   no  no  no  no  yes yes
action:playbook.remove        acts      no  no  no  no  yes yes
action:playbook.back          answers   yes yes yes yes yes yes
view:playbook.save            acts      no  no  no  no  yes yes
`;

export interface ColleagueRow {
  /** Gesture and meaning, as it stands in the table. */
  name: string;
  gesture: string;
  kind: Kind;
  may: Readonly<Record<Colleague, boolean>>;
}

const KINDS = new Set(['acts', 'shows', 'answers']);

export const colleagues: readonly ColleagueRow[] = lines(colleagueRows)
  .slice(1)
  .map((line) => {
    const words = line.split(/\s+/);
    const at = words.findIndex((one) => KINDS.has(one));
    const [gesture = ''] = words;
    const verdicts = words.slice(at + 1);
    if (at < 1 || verdicts.length !== COLLEAGUES.length) throw new Error(`not a row: ${line}`);
    return {
      name: words.slice(0, at).join(' '),
      gesture,
      kind: words[at] as Kind,
      may: Object.fromEntries(COLLEAGUES.map((one, i) => [one, verdicts[i] === 'yes'])) as Record<Colleague, boolean>,
    };
  });

function lines(table: string): string[] {
  return table
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean);
}
