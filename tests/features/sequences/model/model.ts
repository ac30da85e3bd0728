import type { Instant } from '../../../../src/kernel/clock.ts';

/** A person's yes, as they saw it. */
export interface Yes {
  step: number;
  subject: string;
  body: string;
  to: string;
  from: string;
  footer?: string;
  at: Instant;
}

export interface Place {
  country: string;
  timezone?: string;
}

/** One lead, as a person at the side would keep it in mind. */
export interface LeadModel {
  number: number;
  id: string;
  email: string;
  ownerId: string;
  place: Place;
  company: string;
  isPaused: boolean;
  isArchived: boolean;
  isClosed: boolean;
  isHeld: boolean;
  /** Why nothing of this sequence may leave any more. */
  ended?: string;
  /** The person said no: nothing, ever. */
  saidNo?: string;
  /** Away: nothing before. */
  awayUntil?: Instant;
  /** By touch. */
  approved: Map<string, Yes>;
}

/** What must hold, kept apart from how the engine keeps it. */
export interface Model {
  leads: Map<number, LeadModel>;
  areAllPaused: boolean;
  removed: Set<string>;
  deadAddresses: Set<string>;
  /** Touches of which a person says that they went out. */
  attested: Set<string>;
  /** When each touch was due at the last look. */
  dueAt: Map<string, Instant>;
  /** Of the outbox, so many have been looked at. */
  mailsSeen: number;
  /** Mail that lies in a mailbox and has not been read; each does its part once it is. */
  unread: { mailbox: string; heard: () => void }[];
  /** A draft may be left over where deleting it failed. */
  mayLeaveDrafts: boolean;
  counter: number;
}

export function newModel(): Model {
  return {
    leads: new Map(),
    areAllPaused: false,
    removed: new Set(),
    deadAddresses: new Set(),
    attested: new Set(),
    dueAt: new Map(),
    mailsSeen: 0,
    unread: [],
    mayLeaveDrafts: false,
    counter: 0,
  };
}

/** Why nothing may leave to this lead now; undefined when it may. */
export function silence(model: Model, lead: LeadModel): string | undefined {
  if (model.areAllPaused) return 'everything is paused';
  if (lead.saidNo) return lead.saidNo;
  if (lead.ended) return lead.ended;
  if (lead.isPaused) return 'the lead is paused';
  if (lead.isArchived) return 'the lead is archived';
  if (lead.isClosed) return 'the lead is closed';
  if (lead.isHeld) return 'the sequence is held';
  if (model.removed.has(lead.ownerId)) return 'its owner was removed';
  return undefined;
}
