import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { PageChannel } from '../../../page-api.ts';
import { completionAt } from '../state/compose.ts';
import { Attach, FileChip } from './attach.tsx';
import { type Hint, HintList, UsageLine, useHints } from './hints.tsx';
import { Icon, type IconName } from './icons.tsx';
import { useSending } from './use-sending.ts';

/** What was begun in each place stays there while the page is open. */
const drafts = new Map<string, string>();

/** The text of a place, with the caret in it. */
function useDraft(key: string) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => drafts.get(key) ?? '');
  const [caret, setCaret] = useState(0);
  const write = (next: string, at = next.length) => {
    setText(next);
    setCaret(at);
    drafts.set(key, next);
  };
  const put = (next: string, at = next.length) => {
    write(next, at);
    requestAnimationFrame(() => field.current?.setSelectionRange(at, at));
  };
  return { field, text, caret, setCaret, write, put };
}

type Draft = ReturnType<typeof useDraft>;

function Tool({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      className="tool"
      aria-label={label}
      title={label}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onClick}
    >
      <Icon name={icon} size={17} />
    </button>
  );
}

/** Buttons that put marks round the selection, or a sign at the caret. */
function Tools({ draft, inThread }: { draft: Draft; inThread: boolean }) {
  const { field, text, put } = draft;
  const wrap = (mark: string) => {
    const box = field.current;
    if (!box) return;
    const { selectionStart: from, selectionEnd: to } = box;
    box.focus();
    put(`${text.slice(0, from)}${mark}${text.slice(from, to)}${mark}${text.slice(to)}`, to + mark.length);
  };
  const mention = () => {
    const at = field.current?.selectionStart ?? text.length;
    const sign = at > 0 && !/\s$/.test(text.slice(0, at)) ? ' @' : '@';
    field.current?.focus();
    put(`${text.slice(0, at)}${sign}${text.slice(at)}`, at + sign.length);
  };
  const command = () => {
    field.current?.focus();
    put(text.startsWith('/') ? text : `/${text}`);
  };
  return (
    <>
      <Tool icon="bold" label="Bold" onClick={() => wrap('*')} />
      <Tool icon="italic" label="Italic" onClick={() => wrap('_')} />
      <Tool icon="strike" label="Strikethrough" onClick={() => wrap('~')} />
      <Tool icon="code" label="Code" onClick={() => wrap('`')} />
      <span className="tool-line" />
      <Tool icon="at" label="Mention somebody" onClick={mention} />
      {!inThread && <Tool icon="slash" label="Run a command" onClick={command} />}
    </>
  );
}

interface Props {
  channel: PageChannel;
  threadTs?: string;
  label: string;
}

/** Everything about what is being written, and the keys that act on it. */
function useComposer({ channel, threadTs }: Props) {
  const draft = useDraft(`${channel.id}/${threadTs ?? ''}`);
  const { field, text, caret, put } = draft;
  const [file, setFile] = useState<File>();
  const sending = useSending({ channelId: channel.id, threadTs }, put);
  const hints = useHints({ text, completion: completionAt(text, caret), inThread: threadTs !== undefined });

  const accept = (hint: Hint) => {
    put(
      `${text.slice(0, hint.from)}${hint.insert} ${text.slice(caret).trimStart()}`,
      hint.from + hint.insert.length + 1,
    );
    field.current?.focus();
  };
  const send = async () => {
    const line = text.trim();
    if ((line || file) && (await sending.send(line, file))) setFile(undefined);
  };
  /** True when the key was for the hints. Enter on a command that is written out runs it. */
  const steered = (key: string): boolean => {
    const hint = hints.steer(key);
    if (hint === undefined || hint === 'moved') return hint === 'moved';
    if (key === 'Enter' && hint.insert.toLowerCase() === text.trim().toLowerCase()) return false;
    accept(hint);
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const isDone = steered(event.key);
    const sends = !isDone && event.key === 'Enter' && !event.shiftKey;
    if (isDone || sends) event.preventDefault();
    if (sends) void send();
  };
  return { draft, file, setFile, sending, hints, accept, send, onKeyDown };
}

/** Where one types: messages, commands with hints, mentions, files. */
export function Composer(props: Props) {
  const { channel, threadTs, label } = props;
  const { draft, file, setFile, sending, hints, accept, send, onKeyDown } = useComposer(props);
  const { field, text } = draft;
  const listId = `hints-${channel.id}-${threadTs ?? ''}`;
  const hasHints = hints.list.length > 0;

  useEffect(() => field.current?.focus({ preventScroll: true }), [field]);

  return (
    <div className="composer-frame">
      {hasHints && <HintList id={listId} hints={hints.list} at={hints.at} onPick={accept} />}
      {hints.usage && <UsageLine command={hints.usage} />}
      <div className="composer" data-testid={threadTs ? 'thread-composer' : 'composer'}>
        <textarea
          ref={field}
          aria-label={label}
          placeholder={label}
          rows={1}
          value={text}
          aria-autocomplete="list"
          aria-controls={hasHints ? listId : undefined}
          aria-activedescendant={hasHints ? `${listId}-${hints.at}` : undefined}
          onChange={(event) => {
            draft.write(event.target.value, event.target.selectionStart);
            sending.forget();
            hints.reopen();
          }}
          onSelect={(event) => draft.setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
        />
        {file && <FileChip name={file.name} size={file.size} onRemove={() => setFile(undefined)} />}
        <div className="composer-tools">
          {!threadTs && <Attach onFile={setFile} />}
          <Tools draft={draft} inThread={threadTs !== undefined} />
          <span className="spacer" />
          <button
            type="button"
            className="send"
            aria-label="Send"
            title="Send"
            disabled={sending.busy || (!text.trim() && !file)}
            onClick={() => void send()}
          >
            <Icon name="send" size={17} />
          </button>
        </div>
      </div>
      {sending.problem && (
        <p className="composer-problem" role="alert">
          {sending.problem}
        </p>
      )}
    </div>
  );
}
