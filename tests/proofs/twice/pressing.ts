import { type Counts, countAll, difference, keysPostedTwice, unlike } from './counting.ts';
import { type Doubled, doubled, reading } from './gestures.ts';
import { createKit, type Kit } from './kit.ts';
import type { Spread } from './relay.ts';
import type { World } from './world.ts';

/** How one press becomes two. */
interface Way {
  name: string;
  spread: Spread;
  presses: 1 | 2;
}

const ONCE: Way = { name: 'once', spread: 'once', presses: 1 };
const DOUBLE_CLICK: Way = { name: 'pressed twice, at two processes', spread: 'in-turn', presses: 2 };
const REPEATS: Way[] = [
  { name: 'brought to two processes at once', spread: 'everywhere', presses: 1 },
  { name: 'brought again after its answer', spread: 'again', presses: 1 },
];

/** Who presses twice is answered twice. */
const ANSWERS = /^messages of the app$/;

/** What one press of each gesture adds; whatever database it was tried over, two add no more. */
export type Known = Map<string, Promise<Counts>>;

export interface PressOptions {
  known: Known;
  where: string;
  violations: string[];
  /** Every so many gestures are brought twice by the network too; which ones, `turn` says. */
  repeatEvery: number;
  turn: number;
}

/** Each gesture once and then doubled, each time about something new: what it adds is the same. */
export async function pressAll(world: World, options: PressOptions): Promise<Record<string, number>> {
  const { known, where, violations, turn, repeatEvery } = options;
  const kit = createKit(world);
  const counts = {
    gestures: 0,
    gestures_doubled: 0,
    second_presses_missed: 0,
    payloads_repeated: 0,
    duplicate_effects: 0,
  };
  for (const [i, gesture] of doubled.entries()) {
    const first = known.get(gesture.what) ?? growth(kit, gesture, ONCE, counts);
    known.set(gesture.what, first);
    const once = await first;
    if ([...once.keys()].every((name) => ANSWERS.test(name)))
      violations.push(`${where}: ${gesture.what} once changed nothing, so twice proves nothing.`);
    counts.gestures += 1;
    const repeat = (i + turn) % repeatEvery === 0 ? REPEATS[Math.floor((i + turn) / repeatEvery) % 2] : undefined;
    for (const way of repeat ? [DOUBLE_CLICK, repeat] : [DOUBLE_CLICK]) {
      const may = (name: string) => gesture.but?.test(name) || (way.presses === 2 && ANSWERS.test(name));
      const more = unlike(once, await growth(kit, gesture, way, counts), may);
      counts.gestures_doubled += 1;
      counts.duplicate_effects += more.length;
      if (more.length > 0) violations.push(`${where}, ${gesture.what}, ${way.name}: ${more.join(', ')}.`);
    }
  }
  for (const key of keysPostedTwice(world)) violations.push(`${where}: Slack holds ${key} twice.`);
  counts.payloads_repeated = world.relay.repeated();
  return counts;
}

async function growth(kit: Kit, gesture: Doubled, way: Way, tally: { second_presses_missed: number }): Promise<Counts> {
  const { world } = kit;
  const failed = (step: string) => (cause: unknown) => {
    throw new Error(`${gesture.what}, ${way.name}: ${step}`, { cause });
  };
  world.relay.spread('once');
  const press = await gesture.ready(kit).catch(failed('could not be prepared'));
  await world.settle();
  const before = await countAll(world);
  world.relay.spread(way.spread);
  // The first press may have closed what the second one aims at before it came: then there is nothing to press twice.
  const again = () =>
    press().catch(() => {
      tally.second_presses_missed += 1;
    });
  const [first] = await Promise.all(
    Array.from({ length: way.presses }, (_, index) => (index === 0 ? press() : again())),
  ).catch(failed('failed'));
  await world.settle();
  world.relay.spread('once');
  if (first && !first.ok) failed('was not taken')(new Error(first.error));
  return difference(before, await countAll(world));
}

/** Gestures that are in neither list, or in both. */
export function unlisted(gestures: readonly string[]): string[] {
  const changing = new Set(doubled.flatMap((one) => one.covers));
  return [
    ...gestures
      .filter((name) => changing.has(name) === reading.includes(name))
      .map((name) => `${name} has to be in one list: of gestures that change something, or of those that do not.`),
    ...[...changing, ...reading]
      .filter((name) => !gestures.includes(name))
      .map((name) => `${name} is in a list and not in the product.`),
  ];
}
