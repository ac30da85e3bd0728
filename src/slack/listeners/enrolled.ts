import type { Features } from '../features.ts';
import type { Action, ActionInput, Reply } from '../gesture.ts';
import { type RefusedState, refusedModal, refusedStateSchema } from '../views/enrolled.ts';
import { unpack } from '../views/parts-state.ts';

const IMPORT = 'import:';
const ALL = 10_000;

/** In the value of the button on a card: the import whose leads are asked about. */
export const refusedOfImport = (importId: string): string => `${IMPORT}${importId}`;

async function leadIdsOf({ leadIds, importId }: RefusedState, features: Features): Promise<string[]> {
  if (!importId) return leadIds;
  return (await features.leads.list({ importId, limit: ALL, offset: 0 })).leads.map((one) => one.id);
}

/** Asked anew each time: a consent that was recorded meanwhile takes its lead off the list. Who is on a sequence by now is no refusal. */
async function refused(input: ActionInput, features: Features): Promise<Reply> {
  const { member, value, view } = input;
  const state = value.startsWith(IMPORT)
    ? { leadIds: [], importId: value.slice(IMPORT.length) }
    : unpack(refusedStateSchema, view?.privateMetadata ?? '');
  const found = await features.sequences.refusals(member, await leadIdsOf(state, features));
  const page = Math.max(0, Number(value) || 0);
  const modal = refusedModal({ refused: found.filter((one) => !one.isOn), page, state });
  return view?.callbackId === 'enrol.refused' ? { updateView: modal } : { openModal: modal };
}

export const enrolledActions: Action[] = [{ id: 'enrol.refused', run: refused }];
