import type { Nudge } from '../../../src/features/coaching/index.ts';
import type { Problem } from '../../../src/features/drafting/index.ts';
import type { Lead } from '../../../src/features/leads/index.ts';
import type { PlaybookContent } from '../../../src/features/playbook/index.ts';
import type { Score } from '../../../src/features/scoring/index.ts';
import type { DraftView, LeadReview, TouchView } from '../../../src/features/sequences/index.ts';
import { DAY_MS } from '../../../src/kernel/clock.ts';
import { rep } from '../../support/people.ts';

/** Tuesday, 12 May 2026, 9:00 in Berlin. */
export const now = Date.UTC(2026, 4, 12, 7, 0);

/** What a prospect, a file or a model may put into any field. */
export const hostile = {
  channel: '<!channel> <@U0REP00001> <https://evil.example|click>',
  long: '💥 word & "quote" <b> '.repeat(300),
  lines: 'first\nsecond\r\nthird\u2028fourth\u0007',
  turned: 'Ada \u202Egnp.exe\u202C Byron',
  emoji: '🦆🦆',
  marks: '*bold* _under_ ~gone~ `code` ```block```',
  empty: '',
} as const;

export const hostileTexts: [string, string][] = Object.entries(hostile);

export function lead(more: Partial<Lead> = {}): Lead {
  return {
    id: 'lead_01jx0000000000000000ada',
    account: {
      id: 'acc_1',
      name: 'Fernline',
      domain: 'fernline.example',
      industry: 'Furniture wholesale',
      employees: 140,
    },
    ownerId: rep.id,
    firstName: 'Ada',
    lastName: 'Byron',
    name: 'Ada Byron',
    title: 'Head of Billing',
    email: 'ada.byron@fernline.example',
    phone: '+442079460101',
    linkedin: 'https://www.linkedin.com/in/sample-ada-byron-fernline',
    country: 'DE',
    timezone: 'Europe/Berlin',
    stage: 'new',
    notes: 'Runs billing with three people.',
    source: 'added by hand',
    version: 3,
    createdAt: now - 9 * DAY_MS,
    updatedAt: now - DAY_MS,
    stageSince: now - 9 * DAY_MS,
    pains: [{ id: 'pain_1', text: 'Invoices go out nine days late', source: 'your note', sourceDate: '2026-05-03' }],
    ...more,
  };
}

/** The same text in every field that a person can fill. */
export function leadOf(text: string): Lead {
  return lead({
    firstName: text,
    lastName: text,
    name: text,
    title: text,
    account: { id: 'acc_1', name: text, domain: text, industry: text },
    email: text,
    phone: text,
    country: text,
    timezone: text,
    notes: text,
    outcomeReason: text,
    outcome: 'lost',
    stage: 'closed',
    value: 12_000.5,
    pains: [1, 2, 3].map((i) => ({ id: `pain_${i}`, text, source: text, sourceDate: text })),
  });
}

export const score: Score = {
  points: 74,
  reasonsFor: ['Works with the gap every day (+30)', 'Many part deliveries (+20)'],
  reasonsAgainst: ['Large, decisions take longer'],
};

export const scoreOf = (text: string): Score => ({
  points: 7,
  reasonsFor: Array.from({ length: 9 }, () => text),
  reasonsAgainst: [text, text],
});

export function draft(more: Partial<DraftView> = {}): DraftView {
  return {
    id: 'drf_01jx00000000000000000001',
    version: 1,
    subject: 'Nine days',
    body: 'Hi Ada,\n\nyou mentioned in May that invoices leave nine days after delivery. Would one page help?\n\nBest regards\nRosa',
    citations: [
      { sentence: 'you mentioned in May that invoices leave nine days after delivery.', evidenceIds: ['n1'] },
      { sentence: 'Would one page help?', evidenceIds: [] },
    ],
    evidence: [
      { id: 'n1', kind: 'pain', text: 'Invoices go out nine days late', label: 'your note, 3 May' },
      { id: 'p1', kind: 'proof', text: 'never cited', label: 'playbook, proof “Northgate”' },
    ],
    problems: [],
    writer: 'template',
    ...more,
  };
}

export function touch(step: number, more: Partial<TouchView> = {}): TouchView {
  const channel = (['email', 'linkedin', 'email', 'call', 'email'] as const)[step - 1] ?? 'email';
  const status = more.status ?? 'drafted';
  const canApprove = more.canApprove ?? status === 'drafted';
  return {
    id: `tch_01jx000000000000000000${step}`,
    step,
    channel,
    status,
    dueAt: now + (step - 1) * 3 * DAY_MS + 3_600_000,
    address: channel === 'email' ? 'ada.byron@fernline.example' : undefined,
    zone: { name: 'Europe/Berlin', known: true },
    draft: draft({ id: `drf_01jx000000000000000000${step}`, subject: channel === 'email' ? 'Nine days' : '' }),
    fingerprint: canApprove ? `fingerprint_of_touch_${step}` : undefined,
    canApprove,
    ...more,
  };
}

export const review = (more: Partial<LeadReview> = {}): LeadReview => ({
  lead: lead(),
  enrollmentId: 'enr_1',
  status: 'active',
  touches: [1, 2, 3, 4, 5].map((step) => touch(step)),
  ...more,
});

export const problem = (more: Partial<Problem> = {}): Problem => ({
  kind: 'number',
  sentence: 'We save 40 % of the time.',
  reason: 'The number 40 is in no source. Name its source in the playbook, or leave it out.',
  canVouch: true,
  ...more,
});

/** A review in which every text of a person or a model is this one. */
export function reviewOf(text: string): LeadReview {
  const words = draft({
    subject: text,
    body: text,
    problems: Array.from({ length: 12 }, () => problem({ sentence: text, reason: text })),
    citations: [{ sentence: text, evidenceIds: ['n1'] }],
    evidence: [{ id: 'n1', kind: 'note', text, label: text }],
  });
  return {
    lead: leadOf(text),
    enrollmentId: 'enr_1',
    status: 'held',
    holdReason: text,
    touches: (['drafted', 'approved', 'task', 'sent', 'cancelled'] as const).map((status, i) =>
      touch(i + 1, {
        status,
        draft: words,
        canApprove: false,
        waitReason: text,
        address: text,
        approvedBy: text,
        approvedAt: now,
      }),
    ),
  };
}

export const session = {
  queue: true,
  position: 3,
  total: 12,
  leads: 2,
  touches: 10,
  startedAt: now - 60_000,
  passed: '',
};

export function nudge(more: Partial<Nudge> = {}): Nudge {
  return {
    id: 'nud_01jx0000000000000000001',
    entryId: 7,
    leadId: 'lead_01jx0000000000000000ada',
    forMemberId: rep.id,
    kind: 'reply',
    headline: 'Ada Byron answered · interested, objects to the price',
    quote: 'Looks useful, but 400 a month is more than we planned.',
    means: 'Timing and price, not a no. Sequence stopped.',
    nextStep: 'Offer to start with one team.',
    points: [
      {
        key: 'open_question',
        kind: 'good',
        text: 'You asked before you answered.',
        quote: 'What happens when one slips?',
      },
      { key: 'price_open', kind: 'try', text: 'The price came up twice and stayed open.' },
      { key: 'length', kind: 'unknown', text: 'Nothing about length and clarity.' },
    ],
    madeAt: now,
    ...more,
  };
}

/** As large as a playbook may be stored, each text this one where it is longer than a field. */
export function hugePlaybook(text: string): PlaybookContent {
  const cut = (max: number) => text.slice(0, max) || 'x';
  const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
  const rules = (count: number) =>
    many(count, () => ({ match: many(40, () => cut(80)), points: -12.5, reason: cut(200) }));
  return {
    company: cut(120),
    whatWeSell: cut(1_000),
    pains: many(30, (i) => ({
      key: `p${i}`,
      name: cut(120),
      description: cut(600),
      signs: many(60, () => cut(80)),
      question: cut(300),
    })),
    proof: many(60, (i) => ({
      key: `f${i}`,
      painKeys: many(30, (k) => `p${k}`),
      customer: cut(120),
      claim: cut(400),
      source: cut(300),
      checkedAt: '2026-10-02',
    })),
    voice: { tone: cut(300), signOff: cut(60), avoid: many(60, () => cut(80)) },
    objections: many(30, (i) => ({
      key: `o${i}`,
      name: cut(120),
      signs: many(60, () => cut(80)),
      answers: many(10, () => cut(600)),
    })),
    fit: {
      titles: rules(40),
      industries: rules(40),
      countries: rules(60),
      sizes: many(20, () => ({ min: 1, max: 9, points: 3, reason: cut(200) })),
      disqualifiers: many(20, () => ({ match: many(40, () => cut(80)), reason: cut(200) })),
    },
  };
}
