import type { FitRule, FitRules } from '../../features/playbook/index.ts';
import { InvalidInput } from '../../kernel/errors.ts';
import { clip, oneLine } from '../../kernel/escape.ts';
import type { Block, ViewValues } from '../gesture.ts';
import { input } from './blocks.ts';
import { textField } from './parts.ts';

/** A list is typed one item a line; a Slack input holds 3,000 characters, so a long list takes several. */
const INPUT_MAX = 3_000;
const CHUNK = 2_800;
/** A line longer than this is broken at commas; it goes on where a line ends with one. */
const LINE = 900;

export type FitGroup = keyof FitRules;
export const fitGroups: FitGroup[] = ['titles', 'industries', 'countries', 'sizes', 'disqualifiers'];

export const fitNames: Record<FitGroup, string> = {
  titles: 'Titles',
  industries: 'Industries',
  countries: 'Countries',
  sizes: 'Company sizes',
  disqualifiers: 'Reasons to leave a lead out',
};

export const fitHints: Record<FitGroup, string> = {
  titles: 'One rule a line: words, more words | points | reason in words',
  industries: 'One rule a line: words, more words | points | reason in words',
  countries: 'One rule a line: DE, NL | points | reason in words',
  sizes: 'One rule a line: from-to | points | reason in words',
  disqualifiers: 'One rule a line: words, more words | reason in words',
};

/** Inputs that hold these lines, none of them cut. */
export function linesInputs(id: string, label: string, { lines, hint }: { lines: string[]; hint?: string }): Block[] {
  const chunks: string[] = [];
  for (const line of lines.flatMap((one) => broken(oneLine(one)))) {
    const last = chunks.at(-1);
    if (last === undefined || last.length + line.length + 1 > CHUNK) chunks.push(line);
    else chunks[chunks.length - 1] = `${last}\n${line}`;
  }
  return (chunks.length > 0 ? chunks : ['']).map((text, index) =>
    input(
      index === 0 ? id : `${id}.${index}`,
      index === 0 ? label : `${label}, more`,
      textField(index === 0 ? id : `${id}.${index}`, { initial: text, multiline: true, max: INPUT_MAX }),
      { optional: true, ...(index === 0 && hint ? { hint } : {}) },
    ),
  );
}

function broken(line: string): string[] {
  if (line.length <= LINE) return [line];
  const comma = line.lastIndexOf(', ', LINE);
  return comma < 0 ? [line] : [line.slice(0, comma + 1), ...broken(line.slice(comma + 2))];
}

/** A view has at most a hundred blocks. */
const MORE_INPUTS = 97;

export function readLines(values: ViewValues, id: string): string[] {
  const texts = [values.text(id)];
  for (let i = 1; i <= MORE_INPUTS; i += 1) texts.push(values.text(`${id}.${i}`));
  return texts
    .flatMap((text) => text.split('\n'))
    .map((line) => line.trim())
    .filter(Boolean);
}

/** A word with a comma or a bar in it stands in quotes. */
const words = (match: string[]): string =>
  match
    .map((one) => one.replaceAll('"', ''))
    .map((one) => (/[,|]/.test(one) ? `"${one}"` : one))
    .join(', ');

const ruleLine = ({ match, points, reason }: FitRule): string => `${words(match)} | ${signed(points)} | ${reason}`;
const signed = (points: number): string => (points > 0 ? `+${points}` : String(points));

export function fitLines(fit: FitRules, group: FitGroup): string[] {
  if (group === 'sizes') return fit.sizes.map((one) => `${one.min}-${one.max} | ${signed(one.points)} | ${one.reason}`);
  if (group === 'disqualifiers') return fit.disqualifiers.map((one) => `${words(one.match)} | ${one.reason}`);
  return fit[group].map(ruleLine);
}

/** The fit rules with one group typed anew. Throws InvalidInput that names the rule by its number. */
export function withFitLines(fit: FitRules, group: FitGroup, lines: string[]): FitRules {
  const rules = whole(lines);
  if (group === 'sizes') return { ...fit, sizes: rules.map(sizeRule) };
  if (group === 'disqualifiers') return { ...fit, disqualifiers: rules.map(disqualifier) };
  return { ...fit, [group]: rules.map(pointRule) };
}

/** Lines that end with a comma go on in the next one. */
function whole(lines: string[]): string[] {
  const out: string[] = [];
  for (const line of lines) {
    const before = out.at(-1);
    if (before?.endsWith(',')) out[out.length - 1] = `${before} ${line}`;
    else out.push(line);
  }
  return out;
}

const wrong = (index: number, what: string): InvalidInput => new InvalidInput(`Rule ${index + 1}: ${what}`, 'lines');

/** What stands before a bar outside of quotes, and the rest. */
function cut(line: string, index: number): [string, string] {
  const [, before = '', after = ''] = /^((?:"[^"]*"|[^|"])*)\|(.*)$/.exec(line) ?? [];
  if (before.trim() === '' || after.trim() === '')
    throw wrong(index, `“${clip(line, 60)}” lacks a part; parts stand with “|” between them.`);
  return [before.trim(), after.trim()];
}

function pointsOf(text: string, index: number): number {
  const points = Number(text.replace(/^\+/, '').replace('−', '-'));
  if (!Number.isFinite(points)) throw wrong(index, `“${clip(text, 40)}” is no number of points.`);
  return points;
}

const matchOf = (text: string): string[] =>
  (text.match(/"[^"]*"|[^,"]+/g) ?? []).map((one) => one.replaceAll('"', '').trim()).filter(Boolean);

function pointRule(line: string, index: number): FitRule {
  const [match, rest] = cut(line, index);
  const [points, reason] = cut(rest, index);
  return { match: matchOf(match), points: pointsOf(points, index), reason };
}

function sizeRule(line: string, index: number): FitRules['sizes'][number] {
  const [range, rest] = cut(line, index);
  const [points, reason] = cut(rest, index);
  const [, min, max] = /^(\d+)\s*[-–]\s*(\d+)$/.exec(range) ?? [];
  if (min === undefined || max === undefined || Number(min) > Number(max))
    throw wrong(index, `“${clip(range, 40)}” is no range such as 80-400.`);
  return { min: Number(min), max: Number(max), points: pointsOf(points, index), reason };
}

function disqualifier(line: string, index: number): FitRules['disqualifiers'][number] {
  const [match, reason] = cut(line, index);
  return { match: matchOf(match), reason };
}
