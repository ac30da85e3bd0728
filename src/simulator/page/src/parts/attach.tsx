import { useRef } from 'react';
import { usePageState } from '../state/context.ts';
import { sampleFile, sizeLabel } from '../state/files.ts';
import { Icon } from './icons.tsx';
import { MenuButton } from './menu.tsx';

/** Takes a file from the disk, or one of those that the workspace offers. */
export function Attach({ onFile }: { onFile: (file: File | undefined) => void }) {
  const { sampleFiles } = usePageState();
  const input = useRef<HTMLInputElement>(null);
  const icon = <Icon name="file" />;
  const items = [
    { key: 'own', label: 'Upload from your computer', icon, onPick: () => input.current?.click() },
    ...sampleFiles.map((sample) => ({
      key: sample.name,
      label: sample.name,
      detail: sample.description,
      icon,
      onPick: () => void sampleFile(sample).then(onFile),
    })),
  ];
  return (
    <>
      <MenuButton label="Attach a file" items={items} className="tool round">
        <Icon name="plus" size={17} />
      </MenuButton>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label="File to attach"
        onChange={(event) => {
          onFile(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </>
  );
}

/** A file that waits to be sent or is part of a form. */
export function FileChip({ name, size, onRemove }: { name: string; size: number; onRemove: () => void }) {
  return (
    <div className="file-chip">
      <Icon name="file" />
      <span className="file-chip-words">
        <strong>{name}</strong>
        <span>{sizeLabel(size)}</span>
      </span>
      <button type="button" className="icon-button" aria-label={`Remove ${name}`} onClick={onRemove}>
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}
