export interface WorldPerson {
  id: string;
  /** Slack's short name. */
  name: string;
  realName: string;
  title: string;
  timezone: string;
  email: string;
  isGuest?: boolean;
  deleted?: boolean;
  /** Set for a person of another workspace. */
  teamId?: string;
}

interface WorldChannel {
  id: string;
  name: string;
  kind: 'channel' | 'private';
  memberIds: string[];
  topic: string;
}

interface WorldMember {
  userId: string;
  role: 'rep' | 'team_lead' | 'manager' | 'admin';
  teamLeadId?: string;
}

export interface WorldPlaybook {
  company: string;
  whatWeSell: string;
  pains: { key: string; name: string; description: string; signs: string[]; question: string }[];
  proof: { key: string; painKeys: string[]; customer: string; claim: string; source: string; checkedAt: string }[];
  voice: { tone: string; signOff: string; avoid: string[] };
  objections: { key: string; name: string; signs: string[]; answers: string[] }[];
  fit: {
    titles: FitWords[];
    industries: FitWords[];
    countries: FitWords[];
    sizes: { min: number; max: number; points: number; reason: string }[];
    disqualifiers: { match: string[]; reason: string }[];
  };
}

interface FitWords {
  match: string[];
  points: number;
  reason: string;
}

export type Temperament =
  | { kind: 'interested' }
  | { kind: 'asks' }
  | { kind: 'objecting'; about: 'price' | 'timing' | 'tool' | 'authority' }
  /** Answers by machine until the return, then as a person or not at all. */
  | { kind: 'away'; businessDays: number; onReturn: 'interested' | 'silent' }
  | { kind: 'gone'; how: 'bounce' | 'left' }
  | { kind: 'opt_out'; tone: 'polite' | 'angry' }
  /** Answers only the mail of that number. */
  | { kind: 'slow'; answersTouch: number }
  /** A shared mailbox that confirms each mail by machine. */
  | { kind: 'desk' }
  | { kind: 'silent' };

export type Language = 'en' | 'de' | 'fr' | 'es';

/** Who sits behind the address of a sample lead; the product never sees this. */
export interface Prospect {
  /** Lower case. */
  email: string;
  firstName: string;
  lastName: string;
  title: string;
  company: string;
  country: string;
  /** Where the person works, also where the lead's own zone is not known. */
  timezone: string;
  language: Language;
  painKey?: string;
  temperament: Temperament;
}

export interface SampleFile {
  name: string;
  description: string;
  content: string;
}

export interface SampleWorld {
  company: { name: string; domain: string; about: string; postalAddress: string; timezone: string };
  team: { id: string; name: string; domain: string };
  /** A Tuesday morning that fits the dates of the sample data (epoch ms). */
  startsAt: number;
  people: WorldPerson[];
  channels: WorldChannel[];
  channelIds: { general: string; dashboard: string; threads: string };
  actAs: { id: string; label: string }[];
  /** Who is on the allowlist from the start; everybody else is a stranger to the product. */
  members: WorldMember[];
  mailboxes: { userId: string; address: string; name: string }[];
  playbook: WorldPlaybook;
  prospects: Prospect[];
  sampleFiles: SampleFile[];
  /** What people have written to each other before anybody looks. */
  messages: { userId: string; channelId: string; text: string }[];
}
