import type { LeadInput, Stage } from '../../features/leads/index.ts';
import { InvalidInput } from '../../kernel/errors.ts';
import type { Features } from '../features.ts';
import type { Reply, Submission, SubmissionInput, ViewValues } from '../gesture.ts';
import { count, section } from '../views/blocks.ts';
import { leadModal } from '../views/lead.ts';
import {
  ADD_VIEW,
  ARCHIVE_VIEW,
  addLeadModal,
  addStateSchema,
  EDIT_LEAD_VIEW,
  editStateSchema,
  HAND_OVER_ALL_VIEW,
  HAND_OVER_VIEW,
  leadFields,
  leadStateSchema,
  leadsStateSchema,
  STAGE_VIEW,
} from '../views/lead-forms.ts';
import { LOG_VIEW, logKinds, logStateSchema } from '../views/lead-log.ts';
import { inline, modal } from '../views/parts.ts';
import { unpack } from '../views/parts-state.ts';
import { leadCardData } from './lead.ts';
import { reviewView } from './review.ts';

/** What was typed, field by field; '' for an empty one. */
function typed(values: ViewValues): LeadInput {
  return Object.fromEntries(leadFields.map((field) => [field, values.text(field)])) as LeadInput;
}

interface At {
  input: SubmissionInput;
  features: Features;
}

/** The lead as it is now, with what was done: the modal that follows a form. */
async function after(leadId: string, note: string, { input, features }: At): Promise<Reply> {
  return { updateView: leadModal({ ...(await leadCardData(leadId, input.member, features)), note }) };
}

async function add(input: SubmissionInput, features: Features): Promise<Reply> {
  const { despiteDuplicate } = unpack(addStateSchema, input.privateMetadata);
  const values = typed(input.values);
  const result = await features.leads.add(input.member, filled(values), { despiteDuplicate });
  if (!result.added)
    return { updateView: addLeadModal(values, { leads: result.duplicates, matchedBy: result.matchedBy }) };
  return after(result.lead.id, 'Added.', { input, features });
}

const filled = (values: LeadInput): LeadInput =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) as LeadInput;

async function edit(input: SubmissionInput, features: Features): Promise<Reply> {
  const { leadId, version, session } = unpack(editStateSchema, input.privateMetadata);
  const lead = await features.leads.get(leadId);
  const { pain, painSource, painDate, notes, ...rest } = typed(input.values);
  // Notes too long for a form were not in it: an empty field there clears nothing.
  const hadNotes = (lead.notes?.length ?? 0) <= NOTES_IN_FORM;
  const changes = { ...rest, ...(hadNotes ? { notes } : {}), ...(pain ? filled({ pain, painSource, painDate }) : {}) };
  await features.leads.edit(input.member, leadId, changes, version);
  if (session)
    return { updateView: await reviewView(leadId, { member: input.member, features, session, note: 'Saved.' }) };
  return after(leadId, 'Saved.', { input, features });
}

const NOTES_IN_FORM = 3_000;

async function handedOver(leadIds: string[], input: SubmissionInput, features: Features): Promise<Reply> {
  const toMemberId = input.values.text('toMemberId');
  const handed = await features.leads.handOver(input.member, leadIds, toMemberId);
  const to = await features.access.member(toMemberId);
  const left = leadIds.length - handed;
  const text = `*${count(handed, 'lead')} handed over to ${inline(to?.name ?? 'them')}.* ${left > 0 ? `${count(left, 'was', 'were')} theirs already.` : ''}`;
  return {
    updateView: modal({ callbackId: 'lead.handed_over', title: 'Hand over', close: 'Done', blocks: [section(text)] }),
    refreshHome: true,
  };
}

const HAND_OVER_PAGE = 500;

async function handOverAll(input: SubmissionInput, features: Features): Promise<Reply> {
  const ownerId = input.values.text('fromMemberId');
  const from = await features.access.member(ownerId);
  if (!from) throw new InvalidInput('This person has no leads here.', 'fromMemberId');
  const ids: string[] = [];
  for (let total = 1; ids.length < total; ) {
    const page = await features.leads.list({ ownerId, limit: HAND_OVER_PAGE, offset: ids.length });
    if (page.leads.length === 0) break;
    ids.push(...page.leads.map((one) => one.id));
    total = page.total;
  }
  if (ids.length === 0) throw new InvalidInput(`${from.name} has no leads.`, 'fromMemberId');
  return handedOver(ids, input, features);
}

async function stage(input: SubmissionInput, features: Features): Promise<Reply> {
  const { leadId } = unpack(leadStateSchema, input.privateMetadata);
  const { values, member } = input;
  const to = values.text('stage');
  if (to !== 'won' && to !== 'lost') {
    await features.leads.setStage(member, leadId, to as Stage);
    return after(leadId, 'Saved.', { input, features });
  }
  const value = values.text('value');
  const outcome = { outcome: to, reason: values.text('reason'), ...(value ? { value: Number(value) } : {}) } as const;
  await features.leads.setOutcome(member, leadId, outcome);
  return after(leadId, 'Saved. The outcome counts in scores and conversion.', { input, features });
}

async function archive(input: SubmissionInput, features: Features): Promise<Reply> {
  const { leadId } = unpack(leadStateSchema, input.privateMetadata);
  await features.leads.archive(input.member, leadId);
  return after(leadId, 'Archived. “Bring back” in the menu undoes it.', { input, features });
}

/** What a log form holds besides the lead. */
export function readLog(values: ViewValues) {
  const kind = logKinds.find((one) => one === values.text('kind')) ?? 'call';
  const minutes = Number(values.text('minutes'));
  return {
    kind,
    at: Number(values.text('at')) * 1_000,
    text: values.text('text'),
    ...(minutes > 0 ? { minutes } : {}),
    ...(values.text('outcome') ? { outcome: values.text('outcome') } : {}),
  };
}

async function log(input: SubmissionInput, features: Features): Promise<Reply> {
  const { leadId } = unpack(logStateSchema, input.privateMetadata);
  await features.interactions.log(input.member, { leadId, ...readLog(input.values), onceKey: `view:${input.viewId}` });
  return after(leadId, 'Logged. What coaching has to say about it comes to your messages.', { input, features });
}

export const leadSubmissions: Submission[] = [
  { callbackId: ADD_VIEW, run: add },
  { callbackId: EDIT_LEAD_VIEW, run: edit },
  {
    callbackId: HAND_OVER_VIEW,
    run: (input, features) => handedOver(unpack(leadsStateSchema, input.privateMetadata).leadIds, input, features),
  },
  { callbackId: HAND_OVER_ALL_VIEW, run: handOverAll },
  { callbackId: STAGE_VIEW, run: stage },
  { callbackId: ARCHIVE_VIEW, run: archive },
  { callbackId: LOG_VIEW, run: log },
];
