import { useRef, useState } from 'react';
import type { PageFile } from '../../../page-api.ts';
import { FileChip } from '../parts/attach.tsx';
import { usePart } from '../state/context.ts';
import { sampleFile } from '../state/files.ts';
import type { ElementProps } from './element.tsx';
import { fieldId, marksOf, tellsApp, useHost } from './host.ts';
import type { Element } from './shapes.ts';

/** Slack's own default. */
const MAX_FILES = 10;

const filesOf = (held: unknown): PageFile[] => (Array.isArray(held) ? (held as PageFile[]) : []);
const maxOf = (element: Element): number => element.max_files ?? MAX_FILES;

/** The files of a form: uploaded as soon as they are chosen, as Slack does, and held by their ids. */
function useFiles({ place }: ElementProps) {
  const host = useHost();
  const [waiting, setWaiting] = useState<string>();
  const { element } = place;
  const files = filesOf(host.valueOf(place).files);
  const keep = (next: PageFile[]) => {
    const value = { type: element.type, files: next };
    host.edit(place, value);
    if (tellsApp(place)) void host.fire(place, value);
  };
  const add = async (chosen: (File | undefined)[]) => {
    const added: PageFile[] = [];
    for (const file of chosen) {
      if (!file) continue;
      setWaiting(file.name);
      const uploaded = await host.upload(file);
      if (uploaded) added.push(uploaded);
    }
    setWaiting(undefined);
    if (added.length > 0) keep([...files, ...added].slice(-maxOf(element)));
  };
  return { files, waiting, add, remove: (file: PageFile) => keep(files.filter((one) => one.id !== file.id)) };
}

/** The files that the workspace offers and that this field takes. */
function useSamples({ filetypes = [] }: Element) {
  const samples = usePart((state) => state.sampleFiles);
  return samples.filter(
    (one) => filetypes.length === 0 || filetypes.some((type) => one.name.toLowerCase().endsWith(`.${type}`)),
  );
}

function Chooser({
  element,
  disabled,
  onOwn,
  onFile,
}: {
  element: Element;
  disabled: boolean;
  onOwn: () => void;
  onFile: (file: File | undefined) => void;
}) {
  const samples = useSamples(element);
  return (
    <div className="file-drop">
      <button type="button" className="button" disabled={disabled} onClick={onOwn}>
        Choose a file
      </button>
      {samples.map((sample) => (
        <button
          key={sample.name}
          type="button"
          className="button quiet"
          title={sample.description}
          disabled={disabled}
          onClick={() => void sampleFile(sample).then(onFile)}
        >
          Use {sample.name}
        </button>
      ))}
    </div>
  );
}

export function FileField({ place, describedBy }: ElementProps) {
  const host = useHost();
  const input = useRef<HTMLInputElement>(null);
  const { files, waiting, add, remove } = useFiles({ place });
  const { element } = place;
  const max = maxOf(element);
  return (
    <div className="file-field">
      {files.map((file) => (
        <FileChip key={file.id} name={file.name} size={file.size} onRemove={() => remove(file)} />
      ))}
      {waiting && <p className="field-hint">Uploading {waiting}…</p>}
      {files.length < max && (
        <Chooser
          element={element}
          disabled={host.disabled || waiting !== undefined}
          onOwn={() => input.current?.click()}
          onFile={(file) => void add([file])}
        />
      )}
      <input
        ref={input}
        id={fieldId(host, place)}
        className="visually-hidden"
        tabIndex={-1}
        type="file"
        multiple={max > 1}
        accept={element.filetypes?.map((type) => `.${type}`).join(',')}
        aria-describedby={describedBy}
        onChange={(event) => {
          void add([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
        {...marksOf(place)}
      />
    </div>
  );
}
