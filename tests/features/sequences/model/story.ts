import fc from 'fast-check';
import type { Command, Person } from './command.ts';
import type { Stall } from './engine.ts';
import * as machine from './machine-commands.ts';
import type { Place } from './model.ts';
import * as prospect from './prospect-commands.ts';
import * as team from './team-commands.ts';

const number = fc.constantFrom(1, 2, 3, 4, 1, 2, 3, 4, 5, 6);
const step = fc.constantFrom(1, 3, 5, 2);
const who = fc.constantFrom<Person>('Rosa', 'Rosa', 'Otto');
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
  { operation: 'sendDraft', when: 'before', ends: 'late' },
  { operation: 'sendDraft', when: 'after', ends: 'never' },
  { operation: 'sendDraft', when: 'after', ends: 'failing' },
  { operation: 'sendDraft', when: 'after', ends: 'late' },
);

type Kind = [weight: number, arbitrary: fc.Arbitrary<Command>];
const each = (weight: number, make: (number: number) => Command): Kind => [weight, number.map(make)];
const steps = (weight: number, make: (number: number, step: number) => Command): Kind => [
  weight,
  fc.tuple(number, step).map(([a, b]) => make(a, b)),
];
const alone = (weight: number, make: () => Command): Kind => [weight, fc.constant(undefined).map(make)];

/** What people and prospects do, whatever is on its way. */
const events: Kind[] = [
  each(4, team.approveAll),
  steps(1, team.approveOne),
  steps(2, (a, b) => team.edit(a, b, false)),
  steps(1, (a, b) => team.edit(a, b, true)),
  steps(1, team.regenerate),
  steps(1, team.skip),
  steps(1, team.pullBack),
  each(1, team.dismiss),
  each(2, team.doTasks),
  each(1, team.pauseLead),
  each(2, team.resumeLead),
  each(1, team.archive),
  each(1, team.noteSilence),
  [1, fc.tuple(number, fc.constantFrom('won' as const, 'lost' as const)).map((all) => team.close(...all))],
  each(1, team.reopen),
  each(1, team.resumeSequence),
  each(1, team.changeAddress),
  [1, fc.tuple(number, place).map((all) => team.move(...all))],
  [1, fc.tuple(number, who).map((all) => team.handOver(...all))],
  each(1, prospect.reply),
  each(1, prospect.autoReply),
  each(1, prospect.outOfOffice),
  each(1, prospect.leftCompany),
  each(1, prospect.softBounce),
  each(1, prospect.hardBounce),
  each(1, prospect.optOut),
  each(2, prospect.oneClick),
  each(1, prospect.complaint),
  each(1, prospect.writtenByHand),
  [1, fc.integer({ min: 1, max: 2 }).map(team.newPostalAddress)],
  alone(1, team.pauseAll),
  alone(2, team.resumeAll),
  [1, who.map(team.remove)],
  [2, who.map(team.takeBack)],
];
const weighted = (some: Kind[]) =>
  some.flatMap(([weight, arbitrary]) => Array.from({ length: weight }, () => arbitrary));

const kinds: Kind[] = [
  ...events,
  [4, fc.tuple(number, place, fc.constantFrom('Fernline', 'Fernline', 'Oakhill'), who).map((all) => team.addLead(all))],
  each(12, team.makeReady),
  each(1, team.enrol),
  alone(1, team.draft),
  [2, who.map(machine.reconnect)],
  [4, minutes.map(machine.turn)],
  [28, fc.integer({ min: 1, max: 6 }).map(machine.nextWork)],
  [12, fc.tuple(stall, fc.oneof(...weighted(events))).map((all) => machine.during(...all))],
  [3, fc.constantFrom(0 as const, 1 as const).map(machine.tick)],
  alone(3, machine.twoTicks),
  [4, fc.constantFrom(...machine.FAULTS).map(machine.fault)],
  [2, stall.map(machine.stall)],
  alone(2, machine.release),
  alone(1, machine.restart),
  alone(1, machine.loseDrafts),
  each(1, team.settleUnclear),
];

export interface Beginning {
  startAt: number;
  /** So many leads are enrolled, drafted and approved before the story begins. */
  ready: number;
  /** Of the ids, from which the plans' times of day follow. */
  seed: number;
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
  seed: fc.nat(999),
});

export const firstNumbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Leads that are enrolled, drafted and approved; of the first three two are at one company. */
export function preparations(numbers: number[]): Command[] {
  const companyOf = (one: number) => (one <= 2 ? 'Fernline' : one === 3 ? 'Oakhill' : 'Newfield');
  return numbers.flatMap((one) => [team.addLead([one, BERLIN, companyOf(one), 'Rosa']), team.makeReady(one)]);
}

/** Up to so many commands, each kind as often as its weight says. */
export const stories = (maxCommands: number) => fc.commands(weighted(kinds), { maxCommands, size: 'max' });
