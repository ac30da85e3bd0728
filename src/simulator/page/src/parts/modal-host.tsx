import { useCallback, useEffect, useState } from 'react';
import type { PageView } from '../../../page-api.ts';
import { Blocks } from '../blocks/block.tsx';
import { HostContext } from '../blocks/host.ts';
import type { BlockShape, Values } from '../blocks/shapes.ts';
import { useBlocksHost } from '../blocks/use-host.ts';
import { collect, keepEdits, problemsOf } from '../blocks/view-state.ts';
import { useDirectory, usePageState, useStore } from '../state/context.ts';
import { plainWords } from '../text/plain.ts';
import { Avatar } from './avatar.tsx';
import { Dialog } from './dialog.tsx';

function without(problems: Record<string, string>, blockId: string): Record<string, string> {
  const { [blockId]: _gone, ...rest } = problems;
  return rest;
}

/** Errors of this page and of the app; those of a field go when somebody changes it. */
function useProblems(view: PageView) {
  const [seen, setSeen] = useState(view.errors);
  const [problems, setProblems] = useState(view.errors);
  if (seen !== view.errors) {
    setSeen(view.errors);
    setProblems(view.errors);
  }
  const clear = useCallback(
    (blockId: string) => setProblems((now) => (blockId in now ? without(now, blockId) : now)),
    [],
  );
  return { problems, setProblems, clear };
}

interface ModalProps {
  view: PageView;
  edits: Values;
  setEdits: (change: (edits: Values) => Values) => void;
}

/** What the page checks itself, then the sending, then what came back. */
function useSubmit({ view, edits }: ModalProps, setProblems: (problems: Record<string, string>) => void) {
  const store = useStore();
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState('');
  const { errors } = view;
  const blocks = view.blocks as BlockShape[];
  useEffect(() => {
    if (Object.keys(errors).length > 0) showFirstProblem();
  }, [errors]);
  const submit = async () => {
    if (sending || !view.submit) return;
    const state = collect(blocks, edits, view.state);
    const found = problemsOf(blocks, state);
    setProblems(found);
    if (Object.keys(found).length > 0) return showFirstProblem();
    setSending(true);
    setFailure('');
    const result = await store.act({ kind: 'view_submit', viewId: view.id, state }, { quiet: true });
    setSending(false);
    if (!result.ok) setFailure(result.error ?? 'That did not work. What you typed is still here; try again.');
  };
  const known = new Set(blocks.map((one) => one.block_id));
  const stray = Object.entries(errors).filter(([blockId]) => !known.has(blockId));
  return { sending, submit, failure: failure || stray.map(([, words]) => words).join(' ') };
}

function showFirstProblem(): void {
  requestAnimationFrame(() => document.querySelector('.dialog .field.wrong')?.scrollIntoView({ block: 'center' }));
}

interface FootProps {
  view: PageView;
  sending: boolean;
  failure: string;
  onLeave: () => void;
  onSubmit: () => void;
}

function Foot({ view, sending, failure, onLeave, onSubmit }: FootProps) {
  const close = plainWords(view.close) || (view.submit ? 'Cancel' : 'Close');
  return (
    <>
      {failure && (
        <p className="dialog-failure" role="alert">
          {failure}
        </p>
      )}
      <button type="button" className="button" disabled={sending} onClick={onLeave}>
        {close}
      </button>
      {view.submit && (
        <button
          type="button"
          className={`button primary solid ${sending ? 'busy' : ''}`}
          disabled={sending}
          aria-busy={sending || undefined}
          onClick={onSubmit}
        >
          <span>{plainWords(view.submit)}</span>
        </button>
      )}
    </>
  );
}

function Modal(props: ModalProps) {
  const { view, edits, setEdits } = props;
  const store = useStore();
  const { botUserId } = usePageState();
  const { person } = useDirectory();
  const { problems, setProblems, clear } = useProblems(view);
  const { sending, submit, failure } = useSubmit(props, setProblems);
  const blocks = view.blocks as BlockShape[];
  const leave = (clearAll: boolean) =>
    void store.act({ kind: 'view_close', viewId: view.id, ...(clearAll ? { clear: true } : {}) });
  const host = useBlocksHost({
    from: { viewId: view.id },
    surface: 'modal',
    blocks,
    remembered: view.state,
    errors: problems,
    disabled: sending,
    edits,
    setEdits,
    onEdit: clear,
    submit: () => void submit(),
  });
  return (
    <Dialog
      title={plainWords(view.title)}
      icon={<Avatar person={person(botUserId)} size={24} />}
      className="modal"
      focusKey={view.id}
      // Another title is another lead, another form, another page.
      scrollKey={`${view.id}/${plainWords(view.title)}`}
      onEscape={() => leave(false)}
      onX={() => leave(view.depth > 1)}
      data={{ 'data-view-id': view.id, 'data-depth': view.depth, 'data-testid': 'modal' }}
      footer={
        <Foot
          view={view}
          sending={sending}
          failure={failure}
          onLeave={() => leave(false)}
          onSubmit={() => void submit()}
        />
      }
    >
      <HostContext value={host}>
        <Blocks blocks={blocks} />
      </HostContext>
    </Dialog>
  );
}

interface Stack {
  hash: string;
  byView: Record<string, Values>;
}

/** The stack after the server has shown another view, another version of one, or none. */
function nextStack({ byView }: Stack, hash: string, modal: PageView | null): Stack {
  if (!modal) return { hash, byView: {} };
  const edits = byView[modal.id];
  return { hash, byView: edits ? { ...byView, [modal.id]: keepEdits(edits, modal.blocks as BlockShape[]) } : byView };
}

/** The topmost modal; what was typed into those below it is kept until the stack is gone. */
export function ModalHost() {
  const { modal } = usePageState();
  const [held, setHeld] = useState<Stack>({ hash: '', byView: {} });
  const hash = modal ? `${modal.id}/${modal.hash}` : '';
  if (held.hash !== hash) setHeld(nextStack(held, hash, modal));
  const viewId = modal?.id ?? '';
  const setEdits = useCallback(
    (change: (edits: Values) => Values) =>
      setHeld((now) => ({ ...now, byView: { ...now.byView, [viewId]: change(now.byView[viewId] ?? {}) } })),
    [viewId],
  );
  if (!modal) return null;
  return <Modal key={modal.id} view={modal} edits={held.byView[modal.id] ?? {}} setEdits={setEdits} />;
}
