import { createHash } from 'node:crypto';
import { addBusinessDays, addDays, fromLocal, isBusinessDay, toLocal } from '../../kernel/calendar.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../../kernel/clock.ts';
import type { Prospect } from '../world/types.ts';

export type AnswerKind =
  | 'interested'
  | 'asks'
  | 'price'
  | 'timing'
  | 'tool'
  | 'authority'
  | 'slow'
  | 'second'
  | 'opt_out_polite'
  | 'opt_out_angry'
  | 'opt_out_again'
  | 'away'
  | 'left'
  | 'desk'
  | 'bounce';

export interface Plan {
  kind: AnswerKind;
  at: Instant;
}

/** What has happened between us and one prospect so far. */
export interface History {
  /** Mails that the prospect got, the new one included. */
  mails: number;
  humanAnswers: number;
  humanPlanned: boolean;
  awayUntil?: Instant;
  lastAwayNoteAt?: Instant;
}

const BY_MACHINE: ReadonlySet<AnswerKind> = new Set(['away', 'left', 'desk', 'bounce']);

/** Hours that a person lets a mail lie before answering, at least and at most; working hours come on top. */
const WAITS: Partial<Record<AnswerKind, [number, number]>> = {
  interested: [1, 26],
  asks: [1, 20],
  slow: [6, 40],
  second: [1, 20],
  opt_out_polite: [1, 10],
  opt_out_angry: [0.2, 4],
  opt_out_again: [0.1, 1],
};
const USUAL_WAIT: [number, number] = [2, 30];
const DAY_STARTS_AT = 8 * 60 + 40;
const DAY_ENDS_AT = 17 * 60 + 20;

/** A number from 0 to 1, the same for the same words. */
export function roll(words: string): number {
  return createHash('sha256').update(words).digest().readUInt32BE(0) / 0x1_0000_0000;
}

export function pick<T>(list: readonly [T, ...T[]], words: string): T {
  return list[Math.floor(roll(words) * list.length)] ?? list[0];
}

export function isHuman(kind: AnswerKind): boolean {
  return !BY_MACHINE.has(kind);
}

/** The instant itself when it lies in the prospect's working hours, else some minutes into their next working day. */
export function nextWorkingInstant(at: Instant, prospect: Prospect, words: string): Instant {
  const local = toLocal(at, prospect.timezone);
  const minute = local.hour * 60 + local.minute;
  const worksToday = isBusinessDay(local, prospect.country);
  if (worksToday && minute >= DAY_STARTS_AT && minute <= DAY_ENDS_AT) return at;
  const from = worksToday && minute < DAY_STARTS_AT ? local : addDays(local, 1);
  const day = addBusinessDays(from, 0, prospect.country);
  return fromLocal(day, DAY_STARTS_AT + Math.floor(roll(`${words} morning`) * 150), prospect.timezone);
}

/** The morning on which somebody who is away from `at` on is back. */
export function returnOf(at: Instant, businessDays: number, prospect: Prospect): Instant {
  const day = addBusinessDays(toLocal(at, prospect.timezone), businessDays, prospect.country);
  return fromLocal(day, DAY_STARTS_AT, prospect.timezone);
}

function byPerson(kind: AnswerKind, from: Instant, prospect: Prospect, words: string): Plan {
  const [least, most] = WAITS[kind] ?? USUAL_WAIT;
  const wait = (least + roll(`${words} wait`) * (most - least)) * HOUR_MS;
  return { kind, at: nextWorkingInstant(from + wait, prospect, words) };
}

function firstAnswerOf(prospect: Prospect, mails: number): AnswerKind | undefined {
  const { temperament } = prospect;
  if (temperament.kind === 'objecting') return temperament.about;
  if (temperament.kind === 'opt_out') return temperament.tone === 'polite' ? 'opt_out_polite' : 'opt_out_angry';
  if (temperament.kind === 'slow') return mails >= temperament.answersTouch ? 'slow' : undefined;
  if (temperament.kind === 'away') return temperament.onReturn === 'interested' ? 'interested' : undefined;
  return temperament.kind === 'interested' || temperament.kind === 'asks' ? temperament.kind : undefined;
}

function machineAnswers(prospect: Prospect, history: History, at: Instant, words: string): Plan[] {
  const { temperament } = prospect;
  const soon = at + 20 * SECOND_MS + Math.floor(roll(`${words} soon`) * 2) * MINUTE_MS;
  if (temperament.kind === 'gone') return [{ kind: temperament.how === 'bounce' ? 'bounce' : 'left', at: soon }];
  if (temperament.kind === 'desk') return [{ kind: 'desk', at: soon }];
  if (temperament.kind !== 'away' || at >= (history.awayUntil ?? at)) return [];
  const isTold = history.lastAwayNoteAt !== undefined && at - history.lastAwayNoteAt < 4 * DAY_MS;
  return isTold ? [] : [{ kind: 'away', at: soon }];
}

function humanAnswer(prospect: Prospect, history: History, at: Instant, words: string): Plan | undefined {
  if (history.humanPlanned) return undefined;
  if (history.humanAnswers > 0) {
    if (prospect.temperament.kind === 'opt_out') return byPerson('opt_out_again', at, prospect, words);
    return history.humanAnswers === 1 ? byPerson('second', at, prospect, words) : undefined;
  }
  const kind = firstAnswerOf(prospect, history.mails);
  const from = Math.max(at, history.awayUntil ?? at);
  return kind && byPerson(kind, from, prospect, words);
}

/** What a mail that came at `at` leads to; the same for the same prospect and the same history. */
export function plansFor(prospect: Prospect, history: History, at: Instant): Plan[] {
  const words = `${prospect.email} ${history.mails}`;
  const human = humanAnswer(prospect, history, at, words);
  return [...machineAnswers(prospect, history, at, words), ...(human ? [human] : [])];
}
