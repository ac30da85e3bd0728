import type { DraftContext, StepBrief } from '../../../src/features/drafting/index.ts';
import type { Lead } from '../../../src/features/leads/index.ts';
import type { PlaybookContent } from '../../../src/features/playbook/index.ts';
import { sampleWorld } from '../../../src/simulator/world/index.ts';

const STARTS_AT = Date.UTC(2026, 10, 3, 9);
const DAY = 86_400_000;

export const fiveSteps: StepBrief[] = (['email', 'linkedin', 'email', 'call', 'email'] as const).map(
  (channel, index) => ({
    step: index + 1,
    channel,
    role: index === 0 ? 'first' : 'follow_up',
    dueAt: STARTS_AT + ([0, 3, 7, 12, 18][index] ?? 0) * DAY,
  }),
);

export function leadWith(over: Partial<Lead> = {}): Lead {
  return {
    id: 'led_ada',
    account: {
      id: 'acc_1',
      name: 'Fernline',
      domain: 'fernline.example',
      industry: 'Furniture wholesale',
      employees: 140,
      country: 'DE',
    },
    ownerId: 'U0REP00001',
    firstName: 'Ada',
    lastName: 'Byron',
    name: 'Ada Byron',
    title: 'Head of Billing',
    email: 'ada.byron@fernline.example',
    country: 'DE',
    stage: 'new',
    notes: 'Runs billing with three people. Likes short mails.',
    source: 'import',
    version: 1,
    createdAt: STARTS_AT,
    updatedAt: STARTS_AT,
    stageSince: STARTS_AT,
    pains: [
      {
        id: 'pai_1',
        text: 'Invoices go out nine days after delivery',
        source: 'Call with Ada',
        sourceDate: '2026-05-05',
      },
    ],
    ...over,
  };
}

export function contextWith(
  over: { lead?: Partial<Lead>; playbook?: PlaybookContent; steps?: StepBrief[]; sender?: DraftContext['sender'] } = {},
): DraftContext {
  const content = over.playbook ?? sampleWorld.playbook;
  return {
    lead: leadWith(over.lead),
    playbook: { version: 1, content, updatedBy: 'U0MGR00001', updatedAt: STARTS_AT },
    sender: over.sender ?? { name: 'Mara Lindqvist', company: content.company },
    steps: over.steps ?? fiveSteps,
  };
}

/** Another trade than the sample company's. */
export const rotawell: PlaybookContent = {
  company: 'Rotawell',
  whatWeSell:
    'Rotawell asks the people who are free whether they take an open shift, by text message, in the order that you set. It writes the answer into the plan. It needs no app on their phones.',
  pains: [
    {
      key: 'open_shifts',
      name: 'Shifts stay empty',
      description: 'Somebody is ill, and the person who makes the plan calls one colleague after the other.',
      signs: ['stay empty', 'open shift', 'swapped', 'short-staffed'],
      question: 'Who fills an open shift today, and how do they find somebody?',
    },
    {
      key: 'agency',
      name: 'Too many agency hours',
      description: 'Agencies fill what the own team does not.',
      signs: ['agency'],
      question: 'How many agency hours were planned, and how many were not?',
    },
  ],
  proof: [
    {
      key: 'harrow',
      painKeys: ['open_shifts'],
      customer: 'Harrow Lodge',
      claim: 'Harrow Lodge fills an open shift in 40 minutes; before, it took a day and a half.',
      source: 'Their log of shifts, spring 2026',
      checkedAt: '2026-09-01',
    },
    {
      key: 'brannock',
      painKeys: ['agency'],
      customer: 'St Brannock',
      claim: 'St Brannock paid for 310 agency hours a month before, and pays for 190 now.',
      source: 'Their invoices',
      checkedAt: '2026-08-11',
    },
  ],
  voice: { tone: 'Warm and short.', signOff: 'Kind regards', avoid: ['solution', 'seamless'] },
  objections: [],
  fit: { titles: [], industries: [], countries: [], sizes: [], disqualifiers: [] },
};

export const otherContext = () =>
  contextWith({
    playbook: rotawell,
    sender: { name: 'Rosa Quint', company: 'Rotawell' },
    lead: {
      id: 'led_ines',
      firstName: 'Nora',
      lastName: 'Whitby',
      name: 'Nora Whitby',
      title: 'Home Manager',
      notes: undefined,
      country: 'GB',
      account: { id: 'acc_2', name: 'Elmcroft', industry: 'Care homes', employees: 62, country: 'GB' },
      pains: [
        {
          id: 'pai_2',
          text: 'Shifts are swapped on paper and two a week stay empty',
          source: 'Call with Nora',
          sourceDate: '2026-09-14',
        },
      ],
    },
  });
