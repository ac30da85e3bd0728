export interface SlackConfig {
  botToken: string;
  /** With it the app speaks Socket Mode, else HTTP, for which `signingSecret` is needed. */
  appToken?: string;
  signingSecret?: string;
  /** Base address of Slack's Web API; Slack itself when absent. */
  apiUrl?: string;
  /** The first admin. */
  adminUserId?: string;
  /** Where leads get their threads. */
  threadsChannel?: string;
  /** Where the managers get their chart. */
  dashboardChannel?: string;
  /** Of the HTTP server: Slack's requests without Socket Mode, and the routes of ours. */
  port: number;
  /** Least time between two posts in one channel; a second when absent. */
  postGapMs?: number;
  /** When to go on with what a process that died has left behind; by default after its locks have run out. */
  resumeAfterMs?: number;
  /** Least time between two drawings of one progress message; 1.2 s when absent. */
  updateGapMs?: number;
}
