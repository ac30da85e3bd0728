import { z } from 'zod';
import type { RankedLead } from '../../features/scoring/index.ts';
import type { Block, View } from '../gesture.ts';
import { actions, button, context, type Element, section, select } from './blocks.ts';
import { bare, choices, inline, modal, nameOf, number, personLine } from './parts.ts';
import { pack } from './parts-state.ts';

export const LEADS_VIEW = 'leads.enrol';
export const PAGE_SIZE = 8;
/** As many as Slack lets a modal remember. */
export const SELECTED_MAX = 90;

export const leadsStateSchema = z.object({
  mine: z.boolean(),
  page: z.number(),
  /** Counts the drawings: Slack keeps what was ticked in a block of the same id, whatever we say. */
  round: z.number(),
  /** Leads of this page that can be ticked, in order; their boxes are `leads.pick#0`, `#1`… */
  free: z.array(z.string()),
  /** Ticked on other pages (or this one, before it was drawn). */
  picked: z.array(z.string()),
});
export type LeadsState = z.infer<typeof leadsStateSchema>;

export const pickId = (index: number): string => `leads.pick#${index}`;

export interface LeadsPage {
  leads: RankedLead[];
  total: number;
  mine: boolean;
  page: number;
  round: number;
  picked: string[];
  note?: string;
}

/** Who is worth the next hour, best first; those that are free can be ticked and enrolled together. */
export function leadsModal(data: LeadsPage): View {
  const free = data.leads.filter(isFree).map((one) => one.lead.id);
  const state: LeadsState = {
    mine: data.mine,
    page: data.page,
    round: data.round,
    free,
    picked: data.picked.slice(0, SELECTED_MAX - free.length),
  };
  return modal({
    callbackId: LEADS_VIEW,
    title: 'Leads for today',
    submit: data.total > 0 ? 'Enrol selected' : undefined,
    state: pack(state),
    blocks: [
      ...(data.note ? [section(data.note)] : []),
      ...(data.total === 0 ? emptyBlocks(data.mine) : [context(summary(data))]),
      ...data.leads.map((one) => leadBlock(one, { ...data, free })),
      actions(...tools(data, free)),
    ],
  });
}

export const isFree = (one: RankedLead): boolean => one.state === 'free';

function summary({ total, page, picked }: LeadsPage): string {
  const from = page * PAGE_SIZE + 1;
  const to = Math.min(total, from + PAGE_SIZE - 1);
  const chosen = picked.length > 0 ? ` · ${picked.length} selected` : '';
  return `${from}–${to} of ${number(total)}, by the fit rules of the playbook, with their reasons${chosen}`;
}

function leadBlock(one: RankedLead, data: LeadsPage & { free: string[] }): Block {
  const text = `${personLine(one.lead)} · *${one.score.points} points*\n${inline(one.why, 250)}`;
  return { ...section(text, accessory(one, data)), block_id: `pick:${one.lead.id}:${data.round}` };
}

function accessory(one: RankedLead, { free, picked }: { free: string[]; picked: string[] }): Element {
  const { id } = one.lead;
  if (one.state === 'waiting') return button('Review drafts', 'touch.review', { value: id });
  if (one.state !== 'free') return button('Show', 'lead.show', { value: id });
  return choices(pickId(free.indexOf(id)), [{ text: 'Select', value: id }], {
    chosen: picked.includes(id) ? [id] : [],
  });
}

function tools({ leads, total, mine, page }: LeadsPage, free: string[]): (Element | undefined)[] {
  const pages = Math.ceil(total / PAGE_SIZE);
  return [
    page > 0 ? button('Previous page', 'leads.page#previous', { value: 'previous' }) : undefined,
    page + 1 < pages ? button('Next page', 'leads.page#next', { value: 'next' }) : undefined,
    free.length > 1 ? button('Select this page', 'leads.pick_all') : undefined,
    leads.length > 0 ? select('lead.show', 'Show a lead', leads.map(showOption)) : undefined,
    select(
      'leads.filter',
      'Whose',
      [
        { value: 'mine', text: 'My leads' },
        { value: 'all', text: 'The team’s leads' },
      ],
      mine ? 'mine' : 'all',
    ),
    total > 0 ? button('Hand over selected', 'leads.hand_over') : undefined,
  ];
}

const showOption = ({ lead }: RankedLead) => ({ value: lead.id, text: bare(nameOf(lead)) });

function emptyBlocks(mine: boolean): Block[] {
  const text = mine
    ? '*None of your leads is worth the next hour now.* Leads that are paused, archived or closed, and addresses that must not be written to, are left out.'
    : '*No lead is here yet.* Add one, or bring in a whole file.';
  return [
    section(text),
    actions(button('Add a lead', 'lead.open_add', { style: 'primary' }), button('Import a CSV file', 'import.open')),
  ];
}
