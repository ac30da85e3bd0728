/** Who and what is in the local workspace when it opens; the sample world satisfies it. */
export interface SimulatorWorld {
  teamId: string;
  teamName: string;
  people: SimulatorPerson[];
  channels: SimulatorChannel[];
  /** Who the page can act as, first one by default. */
  actAs: { id: string; label: string }[];
  sampleFiles: { name: string; description: string; content: string }[];
  /** Channels that the app has been invited to; all of them when absent. */
  appChannels?: string[];
}

export interface SimulatorPerson {
  id: string;
  /** Slack's short name, without `@`. */
  name: string;
  realName: string;
  title: string;
  timezone: string;
  email?: string;
  isGuest?: boolean;
  deleted?: boolean;
  /** Set for a person of another workspace. */
  teamId?: string;
}

export interface SimulatorChannel {
  id: string;
  name: string;
  kind: 'channel' | 'private';
  memberIds: string[];
  topic: string;
}
