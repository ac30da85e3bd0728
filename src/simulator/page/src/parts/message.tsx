import { memo, useState } from 'react';
import type { PageFile, PageMessage } from '../../../page-api.ts';
import { Blocks } from '../blocks/block.tsx';
import { HostContext } from '../blocks/host.ts';
import type { BlockShape } from '../blocks/shapes.ts';
import { useBlocksHost, useEdits } from '../blocks/use-host.ts';
import { useDirectory, useNav, useNow, usePart, useStore } from '../state/context.ts';
import { sizeLabel } from '../state/files.ts';
import { fullLabel, timeOf, whenLabel } from '../text/dates.ts';
import { emojiOf } from '../text/emoji.ts';
import { Mrkdwn } from '../text/formatted.tsx';
import { Avatar } from './avatar.tsx';
import { Icon } from './icons.tsx';
import { ImageFigure } from './image.tsx';
import { MenuButton } from './menu.tsx';

function MessageBlocks({ message }: { message: PageMessage }) {
  const blocks = message.blocks as BlockShape[];
  const [edits, setEdits] = useEdits(blocks);
  const host = useBlocksHost({
    from: { channelId: message.channelId, ts: message.ts },
    surface: 'message',
    blocks,
    edits,
    setEdits,
  });
  return (
    <HostContext value={host}>
      <Blocks blocks={blocks} />
    </HostContext>
  );
}

function FileCard({ file }: { file: PageFile }) {
  if (file.mimetype.startsWith('image/'))
    return <ImageFigure url={file.url} alt={file.altText} title={file.title || file.name} />;
  const kind = file.name.split('.').at(-1)?.toUpperCase() ?? 'File';
  return (
    <a className="file-card" href={file.url} download={file.name} data-file-id={file.id}>
      <span className="file-kind">
        <Icon name="file" size={22} />
      </span>
      <span className="file-chip-words">
        <strong>{file.title || file.name}</strong>
        <span>
          {kind} · {sizeLabel(file.size)}
        </span>
      </span>
      <Icon name="download" />
    </a>
  );
}

function Reactions({ message }: { message: PageMessage }) {
  const { person, me } = useDirectory();
  if (message.reactions.length === 0) return null;
  return (
    <ul className="reactions" aria-label="Reactions">
      {message.reactions.map(({ name, userIds }) => (
        <li
          key={name}
          className={userIds.includes(me.id) ? 'reaction mine' : 'reaction'}
          title={`${userIds.map((id) => person(id)?.realName ?? id).join(', ')} reacted with :${name}:`}
        >
          <span>{emojiOf(name) ?? `:${name}:`}</span> {userIds.length}
        </li>
      ))}
    </ul>
  );
}

/** "3 replies · Last reply 9:05", which opens the thread. */
function ThreadBar({ message }: { message: PageMessage }) {
  const nav = useNav();
  const now = useNow();
  const { person, zone } = useDirectory();
  const last = message.lastReplyTs ? Number(message.lastReplyTs) * 1000 : undefined;
  return (
    <button
      type="button"
      className="thread-bar"
      onClick={() => nav.go({ channelId: message.channelId, threadTs: message.ts })}
    >
      {message.replyUserIds.slice(0, 4).map((id) => (
        <Avatar key={id} person={person(id)} size={22} />
      ))}
      <strong>
        {message.replyCount} {message.replyCount === 1 ? 'reply' : 'replies'}
      </strong>
      {last !== undefined && <span className="thread-bar-last">Last reply {whenLabel(last, zone, now)}</span>}
      <span className="thread-bar-more">View thread</span>
    </button>
  );
}

function HoverBar({ message, inThread }: { message: PageMessage; inThread: boolean }) {
  const store = useStore();
  const nav = useNav();
  const shortcuts = usePart((state) => state.shortcuts);
  const botUserId = usePart((state) => state.botUserId);
  const { person } = useDirectory();
  const [open, setOpen] = useState(false);
  const { channelId, ts } = message;
  const items = [
    ...shortcuts.map((one) => ({
      key: one.callbackId,
      label: one.name,
      detail: person(botUserId)?.realName ?? one.description,
      icon: <Icon name="bolt" />,
      onPick: () => void store.act({ kind: 'message_shortcut', callbackId: one.callbackId, channelId, ts }),
    })),
    {
      key: 'copy',
      label: 'Copy text',
      icon: <Icon name="copy" />,
      onPick: () => void navigator.clipboard?.writeText(message.text),
    },
  ];
  return (
    <div className={open ? 'hover-bar open' : 'hover-bar'} role="toolbar" aria-label="Message actions">
      {!inThread && (
        <button
          type="button"
          aria-label="Reply in thread"
          title="Reply in thread"
          onClick={() => nav.go({ channelId, threadTs: message.threadTs ?? ts })}
        >
          <Icon name="reply" />
        </button>
      )}
      <MenuButton label="More actions" items={items} align="end" heading="Message shortcuts" onOpen={setOpen}>
        <Icon name="more" />
      </MenuButton>
    </div>
  );
}

function Head({ message }: { message: PageMessage }) {
  const { person, zone } = useDirectory();
  const author = person(message.userId);
  return (
    <div className="message-head">
      <strong className="author">{author?.realName ?? message.userId}</strong>
      {author?.isBot && <span className="tag">APP</span>}
      {author?.isGuest && <span className="tag">Guest</span>}
      <time className="stamp" dateTime={new Date(message.at).toISOString()} title={fullLabel(message.at, zone)}>
        {timeOf(message.at, zone)}
      </time>
    </div>
  );
}

interface Props {
  message: PageMessage;
  follows?: boolean;
  inThread?: boolean;
  pointed?: boolean;
}

function Body({ message }: { message: PageMessage }) {
  return (
    <div className="message-body">
      {message.blocks.length > 0 ? <MessageBlocks message={message} /> : message.text && <Mrkdwn text={message.text} />}
      {message.edited && <span className="edited">(edited)</span>}
    </div>
  );
}

const OnlyYou = () => (
  <p className="only-you">
    <Icon name="eye" size={14} /> Only visible to you
  </p>
);

/** One message with everything that hangs on it. */
export const Message = memo(function Message({ message, follows = false, inThread = false, pointed = false }: Props) {
  const { person, zone } = useDirectory();
  const author = person(message.userId);
  const time = timeOf(message.at, zone);
  const { ephemeral } = message;
  const classes = [follows && 'follows', ephemeral && 'ephemeral', pointed && 'pointed'].filter(Boolean).join(' ');
  return (
    <li
      className={`message ${classes}`}
      aria-label={`${author?.realName ?? 'Somebody'} at ${time}${ephemeral ? ', only visible to you' : ''}`}
      data-channel-id={message.channelId}
      data-ts={message.ts}
      data-user-id={message.userId}
      data-ephemeral={ephemeral || undefined}
    >
      <div className="message-side">
        {follows ? <span className="side-stamp">{time}</span> : <Avatar person={author} />}
      </div>
      <div className="message-main">
        {ephemeral && <OnlyYou />}
        {!follows && <Head message={message} />}
        <Body message={message} />
        {message.files.map((file) => (
          <FileCard key={file.id} file={file} />
        ))}
        <Reactions message={message} />
        {!inThread && message.replyCount > 0 && <ThreadBar message={message} />}
      </div>
      {!ephemeral && <HoverBar message={message} inThread={inThread} />}
    </li>
  );
});
