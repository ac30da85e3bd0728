import type { Member } from '../../features/access/index.ts';
import type { Features } from '../features.ts';
import type { Action, ActionInput, Reply, Submission, SubmissionInput, View } from '../gesture.ts';
import { enrolledModal } from '../views/enrolled.ts';
import { handOverAllModal, handOverModal } from '../views/lead-forms.ts';
import {
  LEADS_VIEW,
  type LeadsState,
  leadsModal,
  leadsStateSchema,
  PAGE_SIZE,
  pickId,
  SELECTED_MAX,
} from '../views/leads.ts';
import { unpack } from '../views/parts-state.ts';

type Wanted = Pick<LeadsState, 'mine' | 'page' | 'round' | 'picked'> & { note?: string };

async function page(member: Member, wanted: Wanted, features: Features): Promise<View> {
  const ownerId = wanted.mine ? member.id : undefined;
  const read = (number: number) => features.scoring.rank({ ownerId, limit: PAGE_SIZE, offset: number * PAGE_SIZE });
  const found = await read(wanted.page);
  const last = Math.max(0, Math.ceil(found.total / PAGE_SIZE) - 1);
  // The list became shorter while it was open.
  if (wanted.page > last) return page(member, { ...wanted, page: last }, features);
  return leadsModal({ ...found, ...wanted });
}

/** Today's list: a rep's own leads, everybody's for who has none of their own. */
export async function openLeads(member: Member, features: Features, whose?: 'mine' | 'all'): Promise<View> {
  const start = { page: 0, round: 0, picked: [] };
  if (whose) return page(member, { ...start, mine: whose === 'mine' }, features);
  const own = await features.scoring.rank({ ownerId: member.id, limit: 1, offset: 0 });
  const isSeller = member.role === 'rep' || member.role === 'team_lead';
  const { total } = await features.leads.list({ ownerId: member.id, limit: 1 });
  return page(member, { ...start, mine: own.total > 0 || (isSeller && total > 0) }, features);
}

/** What is ticked: what was remembered of other pages, and the boxes of this one as they are now. */
function pickedNow(state: LeadsState, input: { values: ActionInput['inputs'] }): string[] {
  const elsewhere = state.picked.filter((id) => !state.free.includes(id));
  const here = state.free.filter((_, index) => input.values?.list(pickId(index)).length);
  return [...elsewhere, ...here];
}

function stateOf(input: ActionInput): LeadsState & { round: number } {
  const state = unpack(leadsStateSchema, input.view?.privateMetadata ?? '');
  return { ...state, picked: pickedNow(state, { values: input.inputs }), round: state.round + 1 };
}

async function turned(
  input: ActionInput,
  features: Features,
  to: (state: LeadsState) => Partial<Wanted>,
): Promise<Reply> {
  const state = stateOf(input);
  return { updateView: await page(input.member, { ...state, ...to(state) }, features) };
}

/** Every box of the page ticked; at most as many in all as a modal remembers. */
async function pickAll(input: ActionInput, features: Features): Promise<Reply> {
  const state = stateOf(input);
  const all = [...new Set([...state.picked, ...state.free])];
  const note =
    all.length > SELECTED_MAX - PAGE_SIZE
      ? `At most ${SELECTED_MAX - PAGE_SIZE} can be selected at once. Enrol these first.`
      : undefined;
  return {
    updateView: await page(input.member, { ...state, picked: all.slice(0, SELECTED_MAX - PAGE_SIZE), note }, features),
  };
}

async function handOver(input: ActionInput, features: Features): Promise<Reply> {
  const { picked } = stateOf(input);
  if (picked.length === 0) return turned(input, features, () => ({ note: NOTHING }));
  return { openModal: handOverModal(await features.leads.getMany(picked)) };
}

const NOTHING = ':warning: Nothing is selected yet. Tick “Select” beside the leads.';

async function enrol(input: SubmissionInput, features: Features): Promise<Reply> {
  const state = unpack(leadsStateSchema, input.privateMetadata);
  const picked = pickedNow(state, input);
  if (picked.length === 0) {
    const again = { ...state, round: state.round + 1, picked, note: NOTHING };
    return { updateView: await page(input.member, again, features) };
  }
  const { enrolled, refused } = await features.sequences.enrol(input.member, picked);
  return { updateView: enrolledModal({ enrolled: enrolled.length, refused }), refreshHome: true };
}

export const leadsActions: Action[] = [
  { id: 'leads.open', run: async ({ member }, features) => ({ openModal: await openLeads(member, features) }) },
  { id: 'leads.back', run: async ({ member }, features) => ({ updateView: await openLeads(member, features) }) },
  // The boxes are read when the page is turned or the form is sent.
  { id: 'leads.pick', run: async () => ({}) },
  { id: 'leads.pick_all', run: pickAll },
  {
    id: 'leads.page',
    run: (input, features) =>
      turned(input, features, ({ page }) => ({ page: Math.max(0, page + (input.value === 'next' ? 1 : -1)) })),
  },
  {
    id: 'leads.filter',
    run: (input, features) => turned(input, features, () => ({ mine: input.value === 'mine', page: 0 })),
  },
  { id: 'leads.hand_over', run: handOver },
  { id: 'leads.hand_over_all', run: async ({ value }) => ({ openModal: handOverAllModal(value) }) },
];

export const leadsSubmissions: Submission[] = [{ callbackId: LEADS_VIEW, run: enrol }];
