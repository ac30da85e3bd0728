import { afterEach, beforeEach, expect, test } from 'vitest';
import { createModelBudget } from '../../../src/features/drafting/index.ts';
import type { ModelBudget } from '../../../src/features/drafting/ports.ts';
import { costUsd, isPriced, PRICES_AS_OF } from '../../../src/features/drafting/prices.ts';
import { createTurnableClock, type TurnableClock } from '../../../src/kernel/clock.ts';
import { createIds } from '../../../src/kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let clock: TurnableClock;
let budget: ModelBudget;

beforeEach(async () => {
  database = await openTestDatabase();
  clock = createTurnableClock(Date.UTC(2026, 10, 30, 23, 59));
  budget = createModelBudget({
    db: database.db,
    clock,
    ids: createIds(clock),
    settings: { get: async () => 0.05 as never },
  });
});
afterEach(() => database.close());

const charge = (usd: number) =>
  budget.charge({ usd, model: 'gpt-6-luna', leadId: 'led_1', details: { outputTokens: 600 } });

test('what is spent is taken from the month’s budget, and kept with the lead', async () => {
  expect(await budget.remainingUsd()).toBe(0.05);
  await charge(0.02);
  await charge(0.01);
  expect(await budget.remainingUsd()).toBeCloseTo(0.02, 9);
  expect(await database.db('spendings').first()).toMatchObject({
    budget: 'model',
    purpose: 'drafting',
    usd: 0.02,
    model: 'gpt-6-luna',
    lead_id: 'led_1',
    details: '{"outputTokens":600}',
  });
});

test('a new month begins with the whole budget again', async () => {
  await charge(0.05);
  expect(await budget.remainingUsd()).toBeCloseTo(0, 9);
  clock.set(Date.UTC(2026, 11, 1));
  expect(await budget.remainingUsd()).toBe(0.05);
});

test('spendings on messages don’t count', async () => {
  await database
    .db('spendings')
    .insert({ id: 'x', at: clock.now(), purpose: 'sms', budget: 'messages', usd: 0.04, details: '{}' });
  expect(await budget.remainingUsd()).toBe(0.05);
});

test('prices carry their date, dated names count as their model, and an unknown one as the dearest', () => {
  const million = { inputTokens: 1_000_000, cachedTokens: 0, outputTokens: 1_000_000 };
  expect(PRICES_AS_OF).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(costUsd('gpt-6-luna', million)).toBeCloseTo(0.6);
  expect(costUsd('gpt-6-luna-2026-09-22', { ...million, cachedTokens: 1_000_000 })).toBeCloseTo(0.51);
  expect(isPriced('gpt-6-lunatic')).toBe(false);
  expect(costUsd('whatever', million)).toBeCloseTo(12);
});
