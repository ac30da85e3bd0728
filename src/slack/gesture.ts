import type { Member } from '../features/access/index.ts';
import type { Features } from './features.ts';

/** Slack's own JSON; views make it, the wrapper sends it. */
export type Block = { type: string; block_id?: string } & Record<string, unknown>;

export interface View {
  type: 'modal' | 'home';
  title?: { type: 'plain_text'; text: string };
  submit?: { type: 'plain_text'; text: string };
  close?: { type: 'plain_text'; text: string };
  callback_id?: string;
  private_metadata?: string;
  notify_on_close?: boolean;
  blocks: Block[];
}

/** A message: `text` is the first line for notifications and screen readers, `blocks` the card. */
export interface Card {
  text: string;
  blocks?: Block[];
  /** In a DM such a card is remembered, and drawn anew when what it is about changes. */
  follows?: { kind: string; subjectId: string };
}

export interface FileUpload {
  name: string;
  bytes: Uint8Array;
  altText: string;
  title: string;
}

/**
 * What a gesture answers; the wrapper acknowledges first, checks access, runs, and carries these out in order.
 * Several may be given at once. A gesture never acks, catches or posts.
 */
export interface Reply {
  /** To the person alone, where the gesture was made (in a DM with the app: an ordinary message there). */
  say?: Card;
  /** Opens a modal (command, button, shortcut) on top of what is open, or as the first one. */
  openModal?: View;
  /** Opens a modal that says "Working…" at once, and fills it when the answer is there; a failure is told in the modal. */
  openWorking?: { title: string; fill: () => Promise<View> };
  /** Replaces the view in which the button was pressed, or of the submission; `'close'` and `'clear'` shut one or all. */
  updateView?: View | 'close' | 'clear';
  /** For a submission: messages under inputs, by block_id; the modal stays open. */
  errors?: Record<string, string>;
  /** Replaces the card on which the button stands, for everybody who has it. */
  replaceCard?: Card;
  /** To the person's DM with the app. */
  dm?: Card;
  /** A picture or PDF to the person's DM (an image can't be ephemeral); `say` should tell so. */
  dmFile?: { text: string; file: FileUpload };
  /** Long work behind the answer: one DM message, updated in place as `tell` is called (at most about once a second). */
  progress?: (tell: (card: Card) => Promise<void>) => Promise<Card>;
  /** Draw the person's App Home anew afterwards. */
  refreshHome?: boolean;
  /** Others whom this concerns, in their DM with the app; their App Home is drawn anew too. With `key` each gets it once, however often it is tried. */
  notify?: { userId: string; card?: Card; key?: string }[];
}

export interface GestureInput {
  member: Member;
  /** Where it was made: a channel or DM id; absent in App Home. */
  channelId?: string;
  threadTs?: string;
  /** Unique to this press, command or submission; the same one comes twice only when it is repeated by the network. */
  onceKey: string;
}

export interface CommandInput extends GestureInput {
  /** What was typed behind the command, trimmed, Slack's escapes taken out. */
  text: string;
}

export interface Command {
  /** With its slash; the file in `commands/` is named for it. The gesture's name is `command:` and this. */
  name: string;
  description: string;
  usageHint: string;
  run(input: CommandInput, features: Features): Promise<Reply>;
}

export interface ActionInput extends GestureInput {
  /** The button's `value`, or the selected option's value. */
  value: string;
  /** What else was selected (multi selects, checkboxes), by value. */
  values: string[];
  /** The message it stands on, if any. */
  messageTs?: string;
  /** What the other selects and inputs of the same message or view hold. */
  inputs?: ViewValues;
  view?: { id: string; callbackId: string; privateMetadata: string; values: ViewValues };
}

/** Values of a view's inputs by action_id: text, or the selected value(s), or file ids; '' and [] when empty. */
export interface ViewValues {
  text(actionId: string): string;
  list(actionId: string): string[];
}

/**
 * A button, menu or select. Its id is `feature.verb`; the gesture's name is `action:` and the id. Slack wants ids to differ
 * within one row of buttons: `feature.verb#2` is the same action.
 */
export interface Action {
  id: string;
  run(input: ActionInput, features: Features): Promise<Reply>;
}

export interface SubmissionInput extends GestureInput {
  viewId: string;
  privateMetadata: string;
  values: ViewValues;
  /** Fetches the content of a file that the person put into a file input. */
  file(fileId: string): Promise<{ name: string; content: AsyncIterable<Uint8Array> }>;
}

/** A modal's submission by callback_id. The gesture's name is `view:` and the id. The wrapper acks with "working" where `slow` is set, and with the reply otherwise (must be quick: under a second). */
export interface Submission {
  callbackId: string;
  slow?: boolean;
  run(input: SubmissionInput, features: Features): Promise<Reply>;
}

export interface ShortcutInput extends GestureInput {
  message: { channelId: string; ts: string; threadTs?: string; userId?: string; text: string };
}

/** A message shortcut. The gesture's name is `shortcut:` and the id. */
export interface Shortcut {
  callbackId: string;
  name: string;
  description: string;
  run(input: ShortcutInput, features: Features): Promise<Reply>;
}

/** An external select's options by action_id. The gesture's name is `options:` and the id. */
export interface OptionsSource {
  id: string;
  run(
    input: { member: Member; query: string },
    features: Features,
  ): Promise<{ text: string; value: string; description?: string }[]>;
}
