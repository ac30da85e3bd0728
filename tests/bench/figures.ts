/** What a goal asks and what was measured; `why` says in one sentence what is in the way when it isn't met. */
export interface Goal {
  name: string;
  measured: number;
  goal: number;
  /** Whether more or less is better than the goal. */
  wants: 'at most' | 'at least';
  unit: string;
  met: boolean;
  why?: string;
}

export interface BenchResult {
  figures: Record<string, number>;
  goals: Goal[];
  /** What was set or left out, for whoever reads the figures. */
  notes: string[];
}

export interface Bench {
  name: string;
  title: string;
  measure(tell: (line: string) => void): Promise<BenchResult>;
}

export function goal(asked: Omit<Goal, 'met' | 'measured' | 'why'> & { measured: number }, why: string): Goal {
  const { measured, wants } = asked;
  const met = Number.isFinite(measured) && (wants === 'at most' ? measured <= asked.goal : measured >= asked.goal);
  return { ...asked, measured: round(measured), met, ...(met ? {} : { why }) };
}

/** The value below which that share of the values lies; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Three digits that matter. */
export function round(value: number): number {
  return Number.isFinite(value)
    ? Number(value.toPrecision(3 + Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1)) - 2)))
    : value;
}

export const roundAll = (figures: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, round(value)]));

/** A bench as lines for people. */
export function asLines(bench: Bench, { figures, goals, notes }: BenchResult): string[] {
  const width = Math.max(...Object.keys(figures).map((name) => name.length));
  return [
    '',
    bench.title,
    ...Object.entries(figures).map(
      ([name, value]) => `  ${name.replaceAll('_', ' ').padEnd(width)}  ${value.toLocaleString('en').padStart(10)}`,
    ),
    ...goals.map(
      (one) =>
        `  ${one.met ? 'met    ' : 'NOT MET'}  ${one.name}: ${one.measured.toLocaleString('en')} ${one.unit} (goal: ${one.wants} ${one.goal.toLocaleString('en')})`,
    ),
    ...notes.map((note) => `  (${note})`),
  ];
}
