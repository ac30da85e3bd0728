import type { Access } from '../features/access/index.ts';
import type { Analytics } from '../features/analytics/index.ts';
import type { Calling } from '../features/calling/index.ts';
import type { Channels } from '../features/channels/index.ts';
import type { Coaching } from '../features/coaching/index.ts';
import type { Deliverability } from '../features/deliverability/index.ts';
import type { Interactions } from '../features/interactions/index.ts';
import type { Leads } from '../features/leads/index.ts';
import type { Passport } from '../features/passport/index.ts';
import type { Playbooks } from '../features/playbook/index.ts';
import type { Posts } from '../features/posts/index.ts';
import type { Scoring } from '../features/scoring/index.ts';
import type { Sequences } from '../features/sequences/index.ts';
import type { Settings } from '../features/settings/index.ts';
import type { Threads } from '../features/threads/index.ts';
import type { Clock } from '../kernel/clock.ts';

/** One thing that is connected or set, or what to do about it. */
export interface Connection {
  name: string;
  connected: boolean;
  todo?: string;
}

/** Everything that a surface may call. */
export interface Features {
  access: Access;
  settings: Settings;
  playbook: Playbooks;
  leads: Leads;
  passport: Passport;
  scoring: Scoring;
  sequences: Sequences;
  channels: Channels;
  deliverability: Deliverability;
  interactions: Interactions;
  threads: Threads;
  calling: Calling;
  coaching: Coaching;
  analytics: Analytics;
  posts: Posts;
  /** What is connected by the configuration and what is not, with what to do, for the admin's home. */
  connections(): Connection[];
  /** The same, and how mailboxes, addresses and templates stand: for `doctor` and whoever asks. */
  diagnose(): Promise<Connection[]>;
  clock: Clock;
}
