import { describe, expect, test } from 'vitest';
import type { ImportReport, ImportRow } from '../../../src/features/leads/index.ts';
import type { RankedLead } from '../../../src/features/scoring/index.ts';
import type { ApproveOutcome } from '../../../src/features/sequences/index.ts';
import * as imports from '../../../src/slack/views/import.ts';
import { leadCard, leadModal } from '../../../src/slack/views/lead.ts';
import * as forms from '../../../src/slack/views/lead-forms.ts';
import { logModal } from '../../../src/slack/views/lead-log.ts';
import * as leads from '../../../src/slack/views/leads.ts';
import { nudgeCard } from '../../../src/slack/views/nudge.ts';
import { pipelineCard, pipelineFile } from '../../../src/slack/views/pipeline.ts';
import * as reviews from '../../../src/slack/views/review.ts';
import { outcomeNote } from '../../../src/slack/views/review-outcome.ts';
import { logMessageModal } from '../../../src/slack/views/shortcut.ts';
import * as tasks from '../../../src/slack/views/task.ts';
import * as touches from '../../../src/slack/views/touch.ts';
import { manager, rep } from '../../support/people.ts';
import { expectGoodCard, expectGoodView } from './looks.ts';
import {
  draft,
  hostile,
  hostileTexts,
  leadOf,
  now,
  nudge,
  problem,
  review,
  reviewOf,
  scoreOf,
  session,
  touch,
} from './samples.ts';

const reader = { reader: { ...rep, name: 'Rosa Quint' }, now };

describe.each(hostileTexts)('with %s everywhere', (_, text) => {
  const lead = leadOf(text);
  const names = Array.from({ length: 30 }, () => text);

  test('a lead’s card and modal hold', () => {
    const data = {
      lead,
      ownerName: text,
      score: scoreOf(text),
      review: reviewOf(text),
      recent: [{ text: 'Call by Rosa', at: now }],
      mayAct: true,
      ...reader,
    };
    expectGoodCard(leadCard(data));
    expectGoodView(leadModal(data));
    expect(leadCard({ ...data, note: 'Saved.', mayAct: false }).blocks?.length).toBeLessThanOrEqual(8);
    for (const state of [{ pausedAt: now }, { archivedAt: now }, { stage: 'new' as const, outcome: undefined }])
      expectGoodCard(leadCard({ ...data, lead: { ...lead, ...state }, review: undefined }));
  });

  test('the forms of a lead hold', () => {
    const values = { firstName: text, notes: text, pain: text, painDate: text, email: text, website: text };
    expectGoodView(forms.addLeadModal(values));
    expectGoodView(forms.addLeadModal(values, { leads: [lead, lead, lead, lead], matchedBy: text }));
    expectGoodView(forms.editLeadModal(lead));
    expectGoodView(forms.handOverModal([lead]));
    expectGoodView(forms.handOverModal(Array.from({ length: 90 }, () => lead)));
    expectGoodView(forms.handOverAllModal());
    expectGoodView(forms.stageModal(lead));
    expectGoodView(forms.archiveModal(lead));
    expectGoodView(logModal(lead, { now }));
    expectGoodView(
      logMessageModal({
        byOther: true,
        channelId: 'C0',
        ts: '1.2',
        at: now,
        text,
        lead: { text: text.slice(0, 75) || '-', value: lead.id },
      }),
    );
  });

  test('a review, its edits and its end hold', () => {
    const data = { review: reviewOf(text), points: 7, session, note: 'Saved.', ...reader };
    expectGoodView(reviews.reviewModal(data));
    const open = {
      ...data,
      review: review({
        lead,
        touches: [1, 2, 3, 4, 5].map((i) => touch(i, { draft: draft({ subject: text, body: text }) })),
      }),
    };
    expectGoodView(reviews.reviewModal(open));
    expectGoodView(reviews.reviewedModal({ session, left: names, now }));
    expectGoodCard(reviews.draftsWaitingCard({ leads: 30, touches: 150, names }));
    expectGoodCard(reviews.approvedCard(review({ lead }), { touches: 5, at: 'today 9:00', by: text }));
    const card = reviews.approvalCard(open.review, reader);
    if (card) expectGoodCard(card);
    const edited = touch(1, {
      draft: draft({ subject: text, body: text, problems: [problem({ sentence: text, reason: text })] }),
      canApprove: false,
    });
    expectGoodView(touches.editTouchModal({ touch: edited, lead, session, isSaved: true }));
    for (const verb of ['regenerate', 'skip', 'dismiss'] as const)
      expectGoodView(touches.confirmTouchModal({ touch: edited, lead, session, verb }));
    expectGoodView(
      touches.approvedModal({ touches: Array.from({ length: 40 }, () => ({ touch: edited, lead })), ...reader }),
    );
    expectGoodCard(touches.settledCard(lead, edited, false));
  });

  test('what became of an approval is inert', () => {
    const outcomes: ApproveOutcome[] = [
      { touchId: '1', result: 'changed', what: names },
      { touchId: '2', result: 'already', byName: text },
      { touchId: '3', result: 'problem', reason: text },
      { touchId: '4', result: 'stopped', reason: text },
      { touchId: '5', result: 'approved' },
    ];
    const note = outcomeNote({ outcomes, review: reviewOf(text), answeredAt: now, ...reader });
    expect(note).not.toMatch(/<[!@]/);
  });

  test('tasks hold', () => {
    const one = touch(2, { status: 'task', draft: draft({ body: text }), address: text, waitReason: text });
    expectGoodCard(tasks.taskCard({ touch: one, lead, ...reader }));
    expectGoodCard(tasks.taskCard({ touch: { ...one, channel: 'call' }, lead, ...reader }));
    expectGoodCard(tasks.taskDoneCard({ touch: one, lead }, text));
    expectGoodView(tasks.answeredModal({ touch: one, lead }));
    const list = Array.from({ length: 30 }, () => ({ ...one, leadName: text }));
    expectGoodCard(touches.touchesCard({ waiting: [{ name: text, drafts: 5 }], tasks: list, ...reader }));
  });

  test('the ranked list holds', () => {
    const ranked = (['answered', 'waiting', 'running', 'free', 'free', 'free', 'free', 'stopped'] as const).map(
      (state, i): RankedLead => ({ lead: { ...lead, id: `lead_${i}` }, score: scoreOf(text), why: text, state }),
    );
    const page = { leads: ranked, total: 9_000, mine: true, page: 3, round: 4, picked: ['lead_3'], note: 'Look.' };
    expectGoodView(leads.leadsModal(page));
    expectGoodView(leads.leadsModal({ ...page, leads: [], total: 0, page: 0 }));
    const refused = Array.from({ length: 90 }, () => ({ name: text, reason: text }));
    expectGoodView(leads.enrolledModal({ enrolled: 9, refused }));
  });

  test('an import’s cards hold', () => {
    const report: ImportReport = {
      id: 'imp_1',
      fileName: text,
      by: rep.id,
      status: 'done',
      rowsRead: 100,
      added: 86,
      duplicates: 4,
      refused: 10,
      problem: text,
      note: text,
      startedAt: now - 4_000,
      finishedAt: now,
    };
    const rows: ImportRow[] = Array.from({ length: 90 }, (__, i) => ({ row: i + 1, result: 'refused', reason: text }));
    expectGoodCard(imports.importProgressCard(report, now));
    expectGoodCard(imports.importDoneCard({ report, notAdded: rows, remarks: rows }, now));
    expectGoodCard(
      imports.importDoneCard({ report: { ...report, status: 'failed' }, notAdded: rows, remarks: [] }, now),
    );
  });

  test('coaching cards hold, eight blocks at most', () => {
    for (const kind of ['reply', 'feedback', 'objection'] as const) {
      const points = (['good', 'try', 'note', 'unknown', 'good', 'try'] as const).map((each, i) => ({
        key: `${i}:${text}`.slice(0, 60),
        kind: each,
        text,
        quote: text,
      }));
      const card = nudgeCard(
        nudge({ kind, headline: text || 'x', quote: text, means: text, nextStep: text, points }),
        lead,
      );
      expectGoodCard(card);
      expect(card.blocks?.length).toBeLessThanOrEqual(8);
      expect(card.blocks?.at(-1)?.type).toBe('actions');
    }
  });

  test('the pipeline’s answer holds', () => {
    const funnel = { at: now, title: text || 'x', summary: text, stages: [], altText: text };
    expectGoodCard(pipelineCard(funnel));
    expect(pipelineFile(funnel, new Uint8Array()).altText.length).toBeLessThanOrEqual(2_000);
  });
});

test('a name of control characters and direction marks is one plain line', () => {
  const { text } = leadCard({
    lead: leadOf(hostile.turned),
    ownerName: 'Rosa',
    score: scoreOf(''),
    recent: [],
    mayAct: true,
    reader: manager,
    now,
  });
  expect(text).not.toMatch(/[\u202a-\u202e]/);
  expect(
    leadCard({
      lead: leadOf(hostile.lines),
      ownerName: 'Rosa',
      score: scoreOf(''),
      recent: [],
      mayAct: true,
      reader: manager,
      now,
    }).text,
  ).not.toMatch(/[\n\r\u2028]/);
});
