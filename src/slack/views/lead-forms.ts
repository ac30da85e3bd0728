import { z } from 'zod';
import { type Lead, type LeadInput, type Stage, stageNames } from '../../features/leads/index.ts';
import type { Block, View } from '../gesture.ts';
import { button, context, count, input, type Option, plainSection, section, select, words } from './blocks.ts';
import { inline, modal, nameOf, personLine, personText, type TextMore, textField } from './parts.ts';
import { pack } from './parts-state.ts';

export const ADD_VIEW = 'lead.add';
export const EDIT_LEAD_VIEW = 'lead.edit';
export const HAND_OVER_VIEW = 'lead.hand_over';
export const HAND_OVER_ALL_VIEW = 'lead.hand_over_all';
export const STAGE_VIEW = 'lead.stage';
export const ARCHIVE_VIEW = 'lead.archive';

export const addStateSchema = z.object({ despiteDuplicate: z.boolean() });
export const editStateSchema = z.object({ leadId: z.string(), version: z.number() });
export const leadStateSchema = z.object({ leadId: z.string() });
export const leadsStateSchema = z.object({ leadIds: z.array(z.string()).min(1) });

const NOTES_MAX = 3_000;

interface FieldSpec extends TextMore {
  field: keyof LeadInput;
  label: string;
  hint?: string;
}

const personFields: FieldSpec[] = [
  { field: 'firstName', label: 'First name', max: 100 },
  { field: 'lastName', label: 'Last name', max: 100 },
  { field: 'title', label: 'Title', max: 200, placeholder: 'Head of Billing' },
  { field: 'company', label: 'Company', max: 200 },
  { field: 'email', label: 'Email', kind: 'email_text_input' },
  { field: 'phone', label: 'Phone', max: 60, hint: 'With the country code, or the country below.' },
  { field: 'linkedin', label: 'LinkedIn profile', max: 300 },
  {
    field: 'country',
    label: 'Country',
    max: 80,
    hint: 'Its name or two letters. It says on which days and at which hours a mail may leave.',
  },
  {
    field: 'timezone',
    label: 'Time zone',
    max: 60,
    placeholder: 'Europe/Berlin',
    hint: 'Where the country has several.',
  },
];

const painFields: FieldSpec[] = [
  {
    field: 'pain',
    label: 'Pain',
    max: 1_000,
    multiline: true,
    hint: 'The problem that the drafts will be about, in a sentence.',
  },
  { field: 'painSource', label: 'Where the pain is from', max: 200, placeholder: 'Call with Ada' },
];

const companyFields: FieldSpec[] = [
  { field: 'website', label: 'Company’s website', max: 200 },
  { field: 'industry', label: 'Industry', max: 120 },
  { field: 'employees', label: 'Employees', max: 20 },
];

const notesField: FieldSpec = { field: 'notes', label: 'Notes', max: NOTES_MAX, multiline: true };

/** Block and input carry the field's name, so that a problem is shown under the input that it is about. */
function fieldBlock({ field, label, hint, ...more }: FieldSpec, values: LeadInput): Block {
  return input(field, label, textField(field, { ...more, initial: values[field] }), { optional: true, hint });
}

function painDate(initial: string | undefined): Block {
  const known = initial && /^\d{4}-\d{2}-\d{2}$/.test(initial) ? { initial_date: initial } : {};
  return input(
    'painDate',
    'When that was',
    { type: 'datepicker', action_id: 'painDate', ...known },
    { optional: true },
  );
}

const blocksOf = (specs: FieldSpec[], values: LeadInput): Block[] => specs.map((one) => fieldBlock(one, values));

/** Every field's name, to read a submitted form. */
export const leadFields: (keyof LeadInput)[] = [
  ...[...personFields, ...painFields, ...companyFields, notesField].map((one) => one.field),
  'painDate',
];

/** A new lead. With `duplicates` it comes again as it was typed, and a second submit adds it all the same. */
export function addLeadModal(values: LeadInput = {}, duplicates?: { leads: Lead[]; matchedBy: string }): View {
  return modal({
    callbackId: ADD_VIEW,
    title: 'Add a lead',
    submit: duplicates ? 'Add all the same' : 'Add',
    close: 'Cancel',
    state: pack({ despiteDuplicate: duplicates !== undefined }),
    blocks: [
      ...(duplicates ? duplicateBlocks(duplicates) : [context('A name and one way to reach the person are enough.')]),
      ...blocksOf(personFields, values),
      ...blocksOf(painFields, values),
      painDate(values.painDate),
      ...blocksOf(companyFields, values),
      fieldBlock(notesField, values),
    ],
  });
}

function duplicateBlocks({ leads, matchedBy }: { leads: Lead[]; matchedBy: string }): Block[] {
  const by = inline(matchedBy, 80);
  return [
    section(
      `:warning: *${leads.length === 1 ? 'This person is here already' : 'These people are here already'}*, same ${by || 'data'}. Nothing was added.`,
    ),
    ...leads.slice(0, 3).map((one) => section(personLine(one), button('Show', 'lead.show', { value: one.id }))),
  ];
}

/** Everything of a lead, to be changed; an emptied field is cleared. */
export function editLeadModal(lead: Lead): View {
  const { account } = lead;
  const values: LeadInput = {
    ...lead,
    company: account?.name,
    website: account?.domain,
    industry: account?.industry,
    employees: account?.employees?.toString(),
  };
  // Slack can't hold longer notes in a form, and a cut form would cut the notes.
  const hasLongNotes = (lead.notes?.length ?? 0) > NOTES_MAX;
  return modal({
    callbackId: EDIT_LEAD_VIEW,
    title: 'Edit a lead',
    submit: 'Save',
    close: 'Cancel',
    state: pack({ leadId: lead.id, version: lead.version }),
    blocks: [
      ...blocksOf(personFields, values),
      ...blocksOf(companyFields, values),
      hasLongNotes
        ? context('The notes are too long for this form and stay as they are.')
        : fieldBlock(notesField, values),
      ...(lead.pains.length > 0
        ? [
            section(
              `*Known pains*\n${lead.pains
                .slice(0, 5)
                .map((one) => `• ${inline(one.text, 250)}`)
                .join('\n')}`,
            ),
          ]
        : []),
      ...blocksOf(
        painFields.map((one) => (one.field === 'pain' ? { ...one, label: 'Another pain' } : one)),
        {},
      ),
      painDate(undefined),
    ],
  });
}

const userSelect = (actionId: string, initial = '') => ({
  type: 'users_select',
  action_id: actionId,
  ...(initial ? { initial_user: initial } : {}),
});

/** Who takes these leads over. */
export function handOverModal(leads: Lead[]): View {
  const first = leads[0];
  const whom = leads.length === 1 && first ? personText(first) : count(leads.length, 'lead');
  return modal({
    callbackId: HAND_OVER_VIEW,
    title: 'Hand over',
    submit: 'Hand over',
    close: 'Cancel',
    state: pack({ leadIds: leads.map((one) => one.id) }),
    blocks: [
      section(words(whom)),
      input('toMemberId', 'To whom', userSelect('toMemberId'), {
        hint: 'An active member of this app. Drafts and replies go to them from now on.',
      }),
      context('A running sequence goes on; what was approved for the old sender has to be approved again.'),
    ],
  });
}

/** All leads of one person in one step: when somebody is away or leaves. */
export function handOverAllModal(fromMemberId = ''): View {
  return modal({
    callbackId: HAND_OVER_ALL_VIEW,
    title: 'Hand over all leads',
    submit: 'Hand over',
    close: 'Cancel',
    blocks: [
      input('fromMemberId', 'All leads of', userSelect('fromMemberId', fromMemberId)),
      input('toMemberId', 'To whom', userSelect('toMemberId'), { hint: 'An active member of this app.' }),
    ],
  });
}

const OPEN_STAGES: Stage[] = ['new', 'contacted', 'replied', 'meeting', 'proposal'];

const stageOptions: Option[] = [
  ...OPEN_STAGES.map((one) => ({ value: one, text: stageNames[one] })),
  { value: 'won', text: 'Closed: won' },
  { value: 'lost', text: 'Closed: lost' },
];

/** Where a lead stands; won and lost ask for value and reason. */
export function stageModal(lead: Lead, wanted?: 'won' | 'lost'): View {
  const now = wanted ?? (lead.stage === 'closed' ? lead.outcome : lead.stage);
  return modal({
    callbackId: STAGE_VIEW,
    title: 'Stage or outcome',
    submit: 'Save',
    close: 'Cancel',
    state: pack({ leadId: lead.id }),
    blocks: [
      section(personLine(lead)),
      input('stage', 'Where it stands', select('stage', 'Choose', stageOptions, now)),
      input(
        'value',
        'Value',
        {
          type: 'number_input',
          action_id: 'value',
          is_decimal_allowed: true,
          min_value: '0',
          ...(lead.value === undefined ? {} : { initial_value: String(lead.value) }),
        },
        { optional: true, hint: 'When won or lost, if it is known.' },
      ),
      input('reason', 'Why won or lost', textField('reason', { max: 250, initial: lead.outcomeReason }), {
        optional: true,
        hint: 'Scores and the advice to others rest on it.',
      }),
    ],
  });
}

export function archiveModal(lead: Lead): View {
  return modal({
    callbackId: ARCHIVE_VIEW,
    title: 'Archive',
    submit: 'Archive',
    close: 'Cancel',
    state: pack({ leadId: lead.id }),
    blocks: [
      section(`Archive *${inline(nameOf(lead))}*?`),
      plainSection(
        'Nothing more is sent, and the lead leaves the lists. All that is known stays, and “Bring back” on its card brings it back.',
      ),
    ],
  });
}
