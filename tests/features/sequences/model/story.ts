import fc from 'fast-check';
import * as c from './commands.ts';
import type { Stall } from './engine.ts';
import type { Place } from './model.ts';

const number = fc.constantFrom(1, 2, 3, 1, 2, 3, 4);
const step = fc.constantFrom(1, 3, 5, 2);
const who = fc.constantFrom<c.Person>('Rosa', 'Rosa', 'Otto');
const BERLIN: Place = { country: 'DE', timezone: 'Europe/Berlin' };
const place = fc.constantFrom<Place>(
  BERLIN,
  BERLIN,
  { country: 'US', timezone: 'America/Los_Angeles' },
  { country: 'GB' },
  { country: 'JP' },
  { country: 'BR' },
);
const minutes = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 30 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 20 }).map((hours) => hours * 60) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }).map((days) => days * 1_440) },
);
const stall: fc.Arbitrary<Stall> = fc.constantFrom<Stall>(
  { operation: 'createDraft', when: 'before', ends: 'never' },
  { operation: 'createDraft', when: 'after', ends: 'never' },
  { operation: 'createDraft', when: 'before', ends: 'failing' },
  { operation: 'createDraft', when: 'before', ends: 'late' },
  { operation: 'createDraft', when: 'after', ends: 'late' },
  { operation: 'createDraft', when: 'after', ends: 'late' },
  { operation: 'sendDraft', when: 'before', ends: 'never' },
  { operation: 'sendDraft', when: 'before', ends: 'failing' },
  { operation: 'sendDraft', when: 'after', ends: 'never' },
  { operation: 'sendDraft', when: 'after', ends: 'failing' },
  { operation: 'sendDraft', when: 'after', ends: 'late' },
);

type Kind = [weight: number, arbitrary: fc.Arbitrary<c.Command>];
const each = (weight: number, make: (number: number) => c.Command): Kind => [weight, number.map(make)];
const steps = (weight: number, make: (number: number, step: number) => c.Command): Kind => [
  weight,
  fc.tuple(number, step).map(([a, b]) => make(a, b)),
];
const alone = (weight: number, make: () => c.Command): Kind => [weight, fc.constant(undefined).map(make)];

/** What people and prospects do, whatever is on its way. */
const events: Kind[] = [
  each(4, c.approveAll),
  steps(1, c.approveOne),
  steps(2, (a, b) => c.edit(a, b, false)),
  steps(1, (a, b) => c.edit(a, b, true)),
  steps(1, c.regenerate),
  steps(1, c.skip),
  steps(1, c.pullBack),
  each(1, c.dismiss),
  each(2, c.doTasks),
  each(1, c.pauseLead),
  each(2, c.resumeLead),
  each(1, c.archive),
  [1, fc.tuple(number, fc.constantFrom('won' as const, 'lost' as const)).map((all) => c.close(...all))],
  each(1, c.reopen),
  each(1, c.resumeSequence),
  each(1, c.changeAddress),
  [1, fc.tuple(number, place).map((all) => c.move(...all))],
  [1, fc.tuple(number, who).map((all) => c.handOver(...all))],
  each(1, c.reply),
  each(1, c.autoReply),
  each(1, c.outOfOffice),
  each(1, c.leftCompany),
  each(1, c.softBounce),
  each(1, c.hardBounce),
  each(1, c.optOut),
  each(1, c.complaint),
  each(1, c.writtenByHand),
  alone(1, c.pauseAll),
  alone(2, c.resumeAll),
  [1, who.map(c.remove)],
  [2, who.map(c.takeBack)],
];
const weighted = (some: Kind[]) =>
  some.flatMap(([weight, arbitrary]) => Array.from({ length: weight }, () => arbitrary));

const kinds: Kind[] = [
  ...events,
  [4, fc.tuple(number, place, fc.constantFrom('Fernline', 'Fernline', 'Oakhill'), who).map((all) => c.addLead(...all))],
  each(6, c.makeReady),
  each(1, c.enrol),
  alone(1, c.draft),
  [2, who.map(c.reconnect)],
  [4, minutes.map(c.turn)],
  [14, fc.integer({ min: 1, max: 5 }).map(c.nextWork)],
  [8, fc.tuple(stall, fc.oneof(...weighted(events))).map((all) => c.during(...all))],
  [3, fc.constantFrom(0 as const, 1 as const).map(c.tick)],
  alone(3, c.twoTicks),
  [4, fc.constantFrom(...c.FAULTS).map(c.fault)],
  [2, stall.map(c.stall)],
  alone(2, c.release),
  alone(1, c.restart),
  alone(1, c.loseDrafts),
  each(1, c.settleUnclear),
];

export interface Beginning {
  startAt: number;
  /** So many leads are enrolled, drafted and approved before the story begins. */
  ready: number;
}

/** Days around clock changes and holidays, and ordinary ones. */
export const beginnings: fc.Arbitrary<Beginning> = fc.record({
  startAt: fc.constantFrom(
    Date.UTC(2026, 5, 1, 7),
    Date.UTC(2026, 2, 26, 15),
    Date.UTC(2026, 4, 22, 12),
    Date.UTC(2026, 9, 22, 6),
    Date.UTC(2026, 11, 17, 9),
  ),
  ready: fc.constantFrom(0, 1, 2, 3, 3, 3),
});

export function preparations(ready: number): c.Command[] {
  const numbers = Array.from({ length: ready }, (_, index) => index + 1);
  return numbers.flatMap((one) => [
    c.addLead(one, BERLIN, one === 3 ? 'Oakhill' : 'Fernline', 'Rosa'),
    c.makeReady(one),
  ]);
}

/** Up to so many commands, each kind as often as its weight says. */
export const stories = (maxCommands: number) => fc.commands(weighted(kinds), { maxCommands, size: 'max' });
