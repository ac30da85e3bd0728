import { z } from 'zod';
import type { Refused } from '../../features/sequences/index.ts';
import type { Block, View } from '../gesture.ts';
import { actions, button, context, count, type Element, section } from './blocks.ts';
import { few, inline, modal, number, pageButtons } from './parts.ts';
import { pack } from './parts-state.ts';

export interface EnrolResult {
  enrolled: number;
  refused: Refused[];
}

/** As many as Slack lets a modal remember. */
const REMEMBERED = 85;
/** Whose refusals are shown: named one by one, or those that an import added and that are on no sequence. */
export const refusedStateSchema = z.object({ leadIds: z.array(z.string()), importId: z.string().optional() });
export type RefusedState = z.infer<typeof refusedStateSchema>;

const SHOWN_REASONS = 4;

/** "9 enrolled, drafts are being written", then who was not, by reason, each with what would help. */
export function enrolBlocks({ enrolled, refused }: EnrolResult): Block[] {
  const groups = byReason(refused);
  const rest = groups.slice(SHOWN_REASONS).reduce((sum, one) => sum + one.length, 0);
  return [
    section(enrolText({ enrolled, refused })),
    ...groups.slice(0, SHOWN_REASONS).map((one, index) => section(groupText(one), groupButton(one, index))),
    ...(rest > 0 ? [context(`and ${number(rest)} more, for other reasons: “Show all” names them`)] : []),
  ];
}

/** The largest group first. */
function byReason(refused: Refused[]): Refused[][] {
  const groups = new Map<string, Refused[]>();
  for (const one of refused) groups.set(one.short, [...(groups.get(one.short) ?? []), one]);
  return [...groups.values()].sort((a, b) => b.length - a.length);
}

function groupText(group: Refused[]): string {
  const names = few(group.map((one) => inline(one.name, 60)));
  return `*${number(group.length)}* ${inline(group[0]?.short ?? '', 200)}\n${names}`;
}

function groupButton([first]: Refused[], index: number): Element | undefined {
  if (!first) return undefined;
  return first.needsConsent
    ? button('Record a consent', `consent.open#${index}`, { value: first.leadId })
    : button('Show the first', `lead.show#${index}`, { value: first.leadId });
}

export function enrolText({ enrolled, refused }: EnrolResult): string {
  const yes =
    enrolled > 0
      ? `*${number(enrolled)} enrolled*, ${enrolled === 1 ? 'its' : 'their'} drafts are being written. You get a message when they wait for you.`
      : '*None enrolled.*';
  return refused.length > 0 ? `${yes} ${number(refused.length)} not:` : yes;
}

export const showAll = (refused: Refused[], value?: string): Element | undefined =>
  refused.length > 0 ? button(`Show all ${number(refused.length)}`, 'enrol.refused', { value }) : undefined;

export function enrolledModal(result: EnrolResult): View {
  const { refused } = result;
  return modal({
    callbackId: 'leads.enrolled',
    title: 'Enrol',
    close: 'Done',
    state: pack({ leadIds: refused.slice(0, REMEMBERED).map((one) => one.leadId) } satisfies RefusedState),
    blocks: [
      ...enrolBlocks(result),
      actions(
        result.enrolled > 0 ? button('Review drafts', 'touch.review', { style: 'primary' }) : undefined,
        showAll(refused),
        button('Back to the list', 'leads.back'),
      ),
    ],
  });
}

export const REFUSED_PAGE = 10;

/** Everybody who could not be enrolled, as it stands now: who got what was missing is gone from it. */
export function refusedModal(data: { refused: Refused[]; page: number; state: RefusedState }): View {
  const { refused } = data;
  const last = Math.max(0, Math.ceil(refused.length / REFUSED_PAGE) - 1);
  const page = Math.min(data.page, last);
  const shown = refused.slice(page * REFUSED_PAGE, (page + 1) * REFUSED_PAGE);
  return modal({
    callbackId: 'enrol.refused',
    title: 'Not enrolled',
    state: pack(data.state),
    blocks: [
      section(
        refused.length === 0
          ? 'Nothing stands in the way of these leads any more. The list enrols them.'
          : `*${count(refused.length, 'lead')} can’t be enrolled now*`,
      ),
      ...shown.map((one, index) =>
        section(
          `*${inline(one.name, 60)}* ${inline(one.reason, 300)}`,
          one.needsConsent
            ? button('Record a consent', `consent.open#${index}`, { value: one.leadId })
            : button('Show', `lead.show#${index}`, { value: one.leadId }),
        ),
      ),
      ...pageButtons('enrol.refused', { page, last }),
      actions(button('Today’s list', 'leads.open')),
    ],
  });
}
