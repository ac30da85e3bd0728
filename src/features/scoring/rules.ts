import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import { clip } from '../../kernel/escape.ts';
import { fold, folded, speakerOf, strongest } from '../../kernel/matching.ts';
import type { FitRules, PlaybookPain } from '../playbook/index.ts';
import type { RankedLead, Score } from './index.ts';

/** What the fit rules look at; a slice of a lead, so that ten thousand can be judged at once. */
export interface Judged {
  title: string;
  email?: string;
  country?: string;
  industry?: string;
  employees?: number;
  notes?: string;
  /** The pain to write about, and whether the playbook knows it. */
  pain?: { text: string; isKnown: boolean };
}

// The one sign of need that counts whatever the playbook says, as every draft starts from it.
const KNOWN_PAIN = 20;
const OTHER_PAIN = 10;
const NO_EMAIL = -10;

interface Reason {
  points: number;
  words: string;
}

/** The pain to write about: the newest that the playbook solves, by key or sign, else the newest. */
export function painOf(pains: { text: string; painKey?: string }[], known: PlaybookPain[]): Judged['pain'] {
  const isKnown = (pain: { text: string; painKey?: string }) => {
    const text = fold(pain.text);
    return known.some((one) => one.key === pain.painKey || folded(one.signs).some((sign) => text.includes(sign)));
  };
  const solved = pains.findLast(isKnown);
  const pain = solved ?? pains.at(-1);
  return pain ? { text: pain.text, isKnown: solved !== undefined } : undefined;
}

const signed = (points: number) => (points > 0 ? `+${points}` : `−${Math.abs(points)}`);
const reason = (rule: { points: number; reason: string }, about: string): Reason => ({
  points: rule.points,
  words: `${rule.reason} (${about ? `${clip(about, 60)}, ` : ''}${signed(rule.points)})`,
});

function reasonsOf(lead: Judged, fit: FitRules): Reason[] {
  const { title, industry, country, employees, pain } = lead;
  const found: Reason[] = [];
  const byTitle = strongest(fit.titles, title);
  if (byTitle) found.push(reason(byTitle, title));
  const byIndustry = strongest(fit.industries, industry);
  if (byIndustry && industry) found.push(reason(byIndustry, industry));
  const byCountry = fit.countries.find((rule) => rule.match.some((one) => one.trim().toUpperCase() === country));
  if (byCountry && country) found.push(reason(byCountry, country));
  const bySize =
    employees === undefined ? undefined : fit.sizes.find((rule) => employees >= rule.min && employees <= rule.max);
  if (bySize) found.push(reason(bySize, `${employees} people`));
  if (pain) {
    const points = pain.isKnown ? KNOWN_PAIN : OTHER_PAIN;
    const words = pain.isKnown ? 'Has a problem that we solve' : 'Has a problem on record';
    found.push({ points, words: `${words}: ${clip(pain.text, 80)} (${signed(points)})` });
  }
  if (!lead.email) found.push({ points: NO_EMAIL, words: `No email address (${signed(NO_EMAIL)})` });
  return found.filter((one) => one.points !== 0).sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
}

/** What is not known, so that a low score is not taken for a poor lead. */
function gapsOf(lead: Judged, fit: FitRules): string[] {
  return [
    !lead.title && fit.titles.length > 0 ? 'Title not known' : '',
    !lead.industry && fit.industries.length > 0 ? 'Industry not known' : '',
    lead.employees === undefined && fit.sizes.length > 0 ? 'Company size not known' : '',
    lead.pain ? '' : 'No problem on record yet',
  ].filter(Boolean);
}

/** Points of the playbook's fit rules, each with its reason; a lead that a disqualifier names has none. */
export function scoreOf(lead: Judged, fit: FitRules): Score {
  const speaksOf = speakerOf(`${lead.title}\n${lead.notes ?? ''}`);
  const out = fit.disqualifiers.find((rule) => speaksOf(rule.match));
  if (out) return { points: 0, reasonsFor: [], reasonsAgainst: [out.reason] };
  const reasons = reasonsOf(lead, fit);
  const points = reasons.reduce((sum, one) => sum + one.points, 0);
  return {
    points: Math.max(0, Math.min(100, Math.round(points))),
    reasonsFor: reasons.filter((one) => one.points > 0).map((one) => one.words),
    reasonsAgainst: [...reasons.filter((one) => one.points < 0).map((one) => one.words), ...gapsOf(lead, fit)],
  };
}

/** What has happened between us and a lead. */
export interface Dealings {
  /** The lead's last answer that nothing of ours has followed. */
  openReply?: { at: Instant; summary?: string };
  sequence?: 'active' | 'held' | 'stopped' | 'finished';
  draftsWaiting: number;
}

export function stateOf(dealings: Dealings): RankedLead['state'] {
  if (dealings.openReply) return 'answered';
  if (dealings.sequence === 'active' || dealings.sequence === 'held')
    return dealings.draftsWaiting > 0 ? 'waiting' : 'running';
  return dealings.sequence ? 'stopped' : 'free';
}

/** An answer comes first, then what an hour can move; a lead on its way, or at the end of it, needs nothing now. Within each the points decide. */
export const rankOf: Record<RankedLead['state'], number> = { answered: 0, waiting: 1, free: 1, running: 2, stopped: 2 };

/** Why this lead, in one line. */
export function whyOf(dealings: Dealings, score: Score, now: Instant): string {
  if (dealings.openReply) {
    const { at, summary } = dealings.openReply;
    return `Answered ${agoWords(now - at)}${summary ? ` (${clip(summary, 80)})` : ''}: waits for you.`;
  }
  const best = score.reasonsFor.slice(0, 2).map(withoutPoints);
  const rests = best.length > 0 ? best.join('; ') : (score.reasonsAgainst[0] ?? 'Little is known yet');
  const state = stateOf(dealings);
  if (state === 'waiting')
    return `${dealings.draftsWaiting === 1 ? 'One draft waits' : `${dealings.draftsWaiting} drafts wait`} for your approval. ${rests}.`;
  if (state === 'running')
    return `${dealings.sequence === 'held' ? 'Its sequence is on hold' : 'On a sequence'}. ${rests}.`;
  if (state === 'stopped') return `The last sequence has ended. ${rests}.`;
  return `${rests}.`;
}

const withoutPoints = (words: string) =>
  words.replace(/,? ?\(?[+−]\d+\)$/, (end) => (end.startsWith(',') ? ')' : '')).trim();

export function agoWords(passedMs: number): string {
  if (passedMs < MINUTE_MS) return 'just now';
  if (passedMs < HOUR_MS) return `${Math.floor(passedMs / MINUTE_MS)} min ago`;
  if (passedMs < 2 * DAY_MS) return `${Math.floor(passedMs / HOUR_MS)} h ago`;
  return `${Math.floor(passedMs / DAY_MS)} days ago`;
}
