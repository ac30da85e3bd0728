import { type Proof, type ProofOptions, type ProofResult, pick, randomFrom } from './proof.ts';
import { cast, castKeys, type PersonKey } from './strangers/cast.ts';
import { ATTACK_COLUMNS, ATTACKS, type Attack, canAttack, isAttack } from './strangers/forging.ts';
import { contradictions, expectedOf, foundOf, overseen, spilled, untold } from './strangers/judging.ts';
import { type Ledger, openLedger } from './strangers/ledger.ts';
import { botWays, globalShortcut, oddRow, silentWays, slackEvent, unknownWays } from './strangers/odd-ways.ts';
import { printed, type Sheet } from './strangers/print.ts';
import { differences, ofSlackAlone } from './strangers/registered.ts';
import { type RouteRow, request, routes } from './strangers/routes.ts';
import { collect } from './strangers/shelf.ts';
import { COLLEAGUES, type ColleagueRow, colleagues, doors, isColleague } from './strangers/table.ts';
import { tryIt } from './strangers/tries.ts';
import { type Way, waysOf } from './strangers/ways.ts';
import { openWorld, type World } from './strangers/world.ts';

type Who = PersonKey | Attack;

/** One try that is to be made. */
interface Cell {
  /** Row and column as they are printed. */
  row: string;
  column: string;
  /** Who it is, where several stand in one column. */
  who: string;
  sheet: Sheet;
  run(): Promise<{ found: string; expected: string; wrongs: string[]; shows: string[] }>;
}

/** Everybody without access, each with those who stand in the same column: whose account is no longer good is tried on the allowlist and off it. */
const outsiders: ReadonlyMap<string, readonly Who[]> = byColumn([
  ...castKeys.filter((key) => !isColleague(key) && key !== 'asker'),
  ...(Object.keys(ATTACKS) as Attack[]),
]);

function byColumn(all: readonly Who[]): Map<string, Who[]> {
  const columns = new Map<string, Who[]>();
  for (const who of all) {
    const column = columnOf(who);
    columns.set(column, [...(columns.get(column) ?? []), who]);
  }
  return columns;
}

/** "guest" for a guest on the allowlist too; one column for all who are said to be of another team. */
function columnOf(who: Who): string {
  if (isAttack(who)) return ATTACK_COLUMNS[who];
  return who.split(',')[0] ?? who;
}

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  const out = [...all];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

interface Place {
  world: World;
  ledger: Ledger;
}

interface Try {
  row: ColleagueRow;
  way: Way;
  who: Who;
  like?: string;
}

interface Stand extends Place {
  ways: ReadonlyMap<string, Way>;
  random: () => number;
}

/** Everybody outside at every gesture, by one of its meanings; colleagues at every meaning; and what nobody may do. */
function cellsOf(stand: Stand, sheets: Record<'outside' | 'inside' | 'odd' | 'web', Sheet>): Cell[] {
  const { world, ledger, ways, random } = stand;
  const cells: Cell[] = [];
  const person = (sheet: Sheet, one: Try, name = one.row.name) =>
    cells.push({
      row: name,
      who: one.who,
      column: columnOf(one.who),
      sheet,
      run: () => tryPerson({ world, ledger }, one),
    });

  for (const gesture of doors.keys()) {
    const rows = colleagues.filter((one) => one.gesture === gesture && ways.has(one.name));
    if (rows.length === 0) continue;
    // What Slack sends by itself is few, and each of it goes another way: nothing of it is left to chance.
    const isEvent = gesture.startsWith('event:');
    for (const column of outsiders.values()) {
      const possible = column.filter((who) => !isAttack(who) || canAttack(who, gesture));
      for (const who of isEvent || possible.length === 0 ? possible : [pick(random, possible)])
        for (const row of isEvent ? rows : [pick(random, rows)])
          person(sheets.outside, { row, way: ways.get(row.name) as Way, who }, isEvent ? row.name : gesture);
    }
  }
  for (const row of colleagues) {
    const way = ways.get(row.name);
    if (way) for (const who of COLLEAGUES) person(sheets.inside, { row, way, who });
  }
  const everybody = [
    ...[...outsiders.values()].map((all) => pick(random, all)).filter((one) => !isAttack(one)),
    ...COLLEAGUES,
  ];
  const odd = (all: Way[], like?: string) => {
    for (const way of all) for (const who of everybody) person(sheets.odd, { row: oddRow(way), way, who, like });
  };
  // Whatever is not known here is for members, as a command is.
  odd(unknownWays(world, ways), 'command:/crm');
  odd([...silentWays(world, ways), ...botWays(ways)], '');
  for (const gesture of ofSlackAlone()) {
    for (const who of everybody)
      cells.push({
        row: gesture,
        who,
        column: columnOf(who),
        sheet: sheets.outside,
        run: () => trySlack({ world, ledger }, gesture, who),
      });
  }
  for (const row of routes) {
    for (const [mode, base] of Object.entries(world.webs)) {
      // Slack's own way in is the socket there.
      if (mode === 'socket' && row.route.includes('/slack/')) continue;
      cells.push({
        row: row.name,
        who: mode,
        column: mode,
        sheet: sheets.web,
        run: () => tryRoute({ world, ledger }, { row, base }),
      });
    }
  }
  return shuffled(cells, random);
}

async function tryPerson({ world, ledger }: Place, { row, way, who, like }: Try) {
  const outcome = await tryIt(world, ledger, who, way);
  const expected = expectedOf(who, row, like);
  const found = foundOf(who, row, outcome);
  const wrongs = [
    ...spilled(row, found, outcome),
    ...untold(row, found, outcome),
    ...(found !== expected && outcome.problem ? [outcome.problem] : []),
  ];
  const isInside = !isAttack(who) && isColleague(who);
  return { found, expected, wrongs, shows: isInside ? [] : overseen(found, outcome) };
}

async function tryRoute({ world, ledger }: Place, at: { row: RouteRow; base: string }) {
  const { found, changed, showsLeads } = await request(world, ledger, at);
  const wrongs = found !== 'acts' && changed.length > 0 ? [`changed ${changed.join(', ')}`] : [];
  return { found, expected: at.row.expected, wrongs, shows: showsLeads ? ['a lead'] : [] };
}

async function trySlack({ world, ledger }: Place, gesture: string, who: Who) {
  const isSlack = who === 'app';
  const lastAudit = ledger.lastAudit();
  const { status } = (await slackEvent(world, gesture, { isSlack, victimId: cast.admin.id })) ?? {};
  const changed = ledger.changed();
  ledger.restore(changed);
  const audits = ledger.audits(lastAudit);
  const isTaken = audits.some(
    (one) => one.gesture === gesture && one.verdict === 'allowed' && one.actor_id === 'slack',
  );
  const found = isTaken ? 'slack' : status === 401 && audits.length === 0 ? 'no' : 'nothing';
  const wrongs = changed.length > 0 ? [`changed ${changed.join(', ')}`] : [];
  return { found, expected: isSlack ? 'slack' : 'no', wrongs, shows: [] };
}

const PROBLEMS_SHOWN = 200;

export const strangers: Proof = {
  name: 'strangers',
  claim:
    'Every gesture there is does for everybody just what the tables say: nothing for a stranger, nothing to a lead that is not one’s own.',
  fewRuns: 1,
  async prove(options) {
    const world = await openWorld();
    try {
      return await proveIn(world, options);
    } finally {
      await world.stop();
    }
  },
};

async function proveIn(world: World, { runs, seed, tell }: ProofOptions): Promise<ProofResult> {
  const ledger = await openLedger(world.app.db);
  tell(`${ledger.rows()} rows in ${ledger.tables} tables.`);
  const shelf = await collect(world, ledger);
  const all = [...waysOf(world, shelf), globalShortcut(world)];
  const ways = new Map(all.map((one) => [one.name, one]));
  const violations = [...differences(world, ways), ...contradictions(colleagues)];
  const counts = {
    gestures: (world.app.slack?.gestures.length ?? 0) + world.bolt.routes().length,
    rows: colleagues.length + ofSlackAlone().length + routes.length,
    people: [...outsiders.values()].flat().length + COLLEAGUES.length,
    cells: 0,
    tried: 0,
    denied: 0,
    allowed: 0,
    allowed_wrongly: 0,
    denied_wrongly: 0,
    changed_wrongly: 0,
    leaks: 0,
  };
  const random = randomFrom(seed);
  for (let run = 0; run < runs; run += 1) {
    const sheets = { outside: new Map(), inside: new Map(), odd: new Map(), web: new Map() };
    const cells = cellsOf({ world, ledger, ways, random }, sheets);
    counts.cells += cells.length;
    for (const cell of cells) violations.push(...(await tryCell(cell, counts)));
    violations.push(...ledger.changedRows().map((one) => `${one} is not as it was, and no try was seen to change it.`));
    if (run === runs - 1) show(sheets, tell);
  }
  return { runs, violations: violations.slice(0, PROBLEMS_SHOWN), counts };
}

type Counts = Record<
  'tried' | 'denied' | 'allowed' | 'allowed_wrongly' | 'denied_wrongly' | 'changed_wrongly' | 'leaks',
  number
>;

const isYes = (word: string): boolean => ['yes', 'slack', 'page', 'acts'].includes(word);

async function tryCell({ row, column, who, sheet, run }: Cell, counts: Counts): Promise<string[]> {
  const { found, expected, wrongs, shows } = await run().catch((error: unknown) => ({
    found: 'broken',
    expected: '',
    wrongs: [error instanceof Error ? error.message : String(error)],
    shows: [],
  }));
  counts.tried += found === 'broken' ? 0 : 1;
  counts[isYes(found) ? 'allowed' : 'denied'] += 1;
  const isOther = found !== expected;
  if (isOther) counts[isYes(found) || found === 'torn' ? 'allowed_wrongly' : 'denied_wrongly'] += 1;
  if (wrongs.length > 0 && !isOther) counts.changed_wrongly += 1;
  counts.leaks += shows.length;
  const isWrong = isOther || wrongs.length > 0 || shows.length > 0;
  const cells = sheet.get(row) ?? new Map();
  const isBefore = cells.get(column)?.isWrong === true;
  sheet.set(
    row,
    isBefore ? cells : cells.set(column, { found: who.includes('listed') ? `${found}*` : found, isWrong }),
  );
  if (!isWrong) return [];
  const told = [
    ...(isOther ? [`${expected} by the table, ${found} in fact`] : []),
    ...wrongs,
    ...shows.map((one) => `sees ${one}`),
  ];
  return [`${row} · ${who}: ${told.join('; ')}.`];
}

function show(sheets: Record<'outside' | 'inside' | 'odd' | 'web', Sheet>, tell: (line: string) => void): void {
  const everybody = [...outsiders.keys(), ...COLLEAGUES];
  const parts: [string, Sheet, readonly string[]][] = [
    ['Everybody without access, by every gesture (* though still on the allowlist)', sheets.outside, everybody],
    ['Colleagues, by every meaning of a gesture; a lead is always the owner’s', sheets.inside, COLLEAGUES],
    ['What nobody registered, and what nobody may claim', sheets.odd, everybody],
    ['The web', sheets.web, ['http', 'socket']],
  ];
  for (const [title, sheet, columns] of parts) {
    const used = columns.filter((one) => [...sheet.values()].some((cells) => cells.has(one)));
    tell(`\n${title}`);
    for (const line of printed(new Map([...sheet].sort(([a], [b]) => a.localeCompare(b))), used)) tell(line);
  }
}
