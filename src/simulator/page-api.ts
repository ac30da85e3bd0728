/**
 * What the page and the local Slack say to each other, beside Slack's own wire protocol (which only the app speaks).
 * The page reads one snapshot (`GET /sim/state?as=U…`), then follows `/sim/live?as=U…` (WebSocket, JSON of `LiveEvent`)
 * and acts through `POST /sim/act` (JSON of `PageAct`, answers `ActResult`). Blocks and views are Slack's JSON, untouched.
 */
export type Block = Record<string, unknown> & { type: string; block_id?: string };

export interface PagePerson {
  id: string;
  name: string;
  realName: string;
  title: string;
  /** Two letters and a colour draw the picture; there are no image files of people. */
  initials: string;
  color: string;
  isBot: boolean;
  isGuest: boolean;
  deleted: boolean;
  timezone: string;
}

export interface PageChannel {
  id: string;
  kind: 'channel' | 'private' | 'im' | 'app';
  /** Channel name without `#`, or the other person's name in a DM. */
  name: string;
  topic: string;
  memberIds: string[];
  unread: number;
  mentions: number;
  lastReadTs: string;
}

export interface PageFile {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  size: number;
  altText: string;
  /** Path on this server. */
  url: string;
}

export interface PageMessage {
  channelId: string;
  ts: string;
  userId: string;
  text: string;
  blocks: Block[];
  files: PageFile[];
  threadTs?: string;
  replyCount: number;
  replyUserIds: string[];
  lastReplyTs?: string;
  edited: boolean;
  /** Only this person sees it. */
  ephemeral: boolean;
  reactions: { name: string; userIds: string[] }[];
  /** Instant by the turned clock, epoch ms (ts itself follows it too). */
  at: number;
}

export interface PageCommand {
  command: string;
  description: string;
  usageHint: string;
}

export interface PageShortcut {
  callbackId: string;
  name: string;
  description: string;
}

export interface PageView {
  id: string;
  hash: string;
  type: 'modal' | 'home';
  title: string;
  submit?: string;
  close?: string;
  blocks: Block[];
  /** Values by block_id and action_id as Slack's `view.state.values`, from initial values and what was typed. */
  state: Record<string, Record<string, unknown>>;
  /** block_id -> message, after `response_action: errors`. */
  errors: Record<string, string>;
  /** Depth 1 to 3 in the stack of modals. */
  depth: number;
}

export interface PageState {
  workspace: string;
  me: PagePerson;
  /** Who the page can act as, in this order (rep, team lead, manager, admin, stranger first). */
  actAs: { id: string; label: string }[];
  people: PagePerson[];
  channels: PageChannel[];
  /** Messages of all channels that this person is in, ephemeral ones of this person included, oldest first. */
  messages: PageMessage[];
  commands: PageCommand[];
  shortcuts: PageShortcut[];
  home: PageView | null;
  modal: PageView | null;
  botUserId: string;
  /** The turned clock. */
  now: number;
  turning: boolean;
  appConnected: boolean;
  /** Files that the world offers for download and for file inputs, such as the sample CSV. */
  sampleFiles: { name: string; url: string; description: string }[];
}

export type LiveEvent =
  | { type: 'message'; message: PageMessage }
  | { type: 'message_deleted'; channelId: string; ts: string }
  | { type: 'channel'; channel: PageChannel }
  | { type: 'people'; people: PagePerson[] }
  | { type: 'home'; view: PageView }
  | { type: 'modal'; view: PageView | null }
  | { type: 'status'; channelId: string; threadTs?: string; status: string }
  | { type: 'clock'; now: number; turning: boolean; note?: string }
  | { type: 'app'; connected: boolean }
  | { type: 'toast'; text: string };

export type PageAct =
  | { kind: 'post'; channelId: string; text: string; threadTs?: string }
  | { kind: 'command'; channelId: string; command: string; text: string; threadTs?: string }
  /** `value` is the element's value in Slack's own shape (`{selected_option}`, `{value}`, `{selected_date}`, …), absent for buttons. */
  | {
      kind: 'block_action';
      from: { channelId: string; ts: string } | { viewId: string };
      blockId: string;
      actionId: string;
      value?: unknown;
      state?: Record<string, Record<string, unknown>>;
    }
  | { kind: 'view_submit'; viewId: string; state: Record<string, Record<string, unknown>> }
  | { kind: 'view_close'; viewId: string; clear?: boolean }
  | { kind: 'options'; viewId: string; blockId: string; actionId: string; query: string }
  | { kind: 'message_shortcut'; callbackId: string; channelId: string; ts: string }
  | { kind: 'open_home' }
  | { kind: 'open_app_messages' }
  | { kind: 'read'; channelId: string; ts: string }
  /** A file of the page's own, or one of `sampleFiles` by name; base64 content. Answers `file`. */
  | { kind: 'upload'; name: string; mimetype: string; base64: string; channelId?: string; text?: string }
  /** Turns the clock to this instant (epoch ms), stepwise, the app's timetable firing on the way. */
  | { kind: 'turn_clock'; to: number };

export interface ActResult {
  ok: boolean;
  /** What Slack would show in small red words ("dispatch_failed: the app did not answer within 3 seconds"). */
  error?: string;
  options?: { text: string; value: string; description?: string }[];
  file?: PageFile;
}
