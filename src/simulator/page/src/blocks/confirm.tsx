import { useCallback, useState } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { TextObjectView } from '../text/formatted.tsx';
import { plainWords } from '../text/plain.ts';
import type { Confirm } from './shapes.ts';

interface Asked {
  confirm: Confirm;
  onYes: () => void;
  onNo?: () => void;
}

/** Asks once where an element wants it, else goes on at once. Returns the asking function and the dialog to draw. */
export function useConfirm() {
  const [asked, setAsked] = useState<Asked>();
  const ask = useCallback((confirm: Confirm | undefined, onYes: () => void, onNo?: () => void) => {
    if (confirm) setAsked({ confirm, onYes, onNo });
    else onYes();
  }, []);
  const leave = (how: 'onYes' | 'onNo') => {
    setAsked(undefined);
    asked?.[how]?.();
  };
  const dialog = asked && (
    <Dialog
      title={plainWords(asked.confirm.title) || 'Are you sure?'}
      className="small"
      onEscape={() => leave('onNo')}
      footer={
        <>
          <button type="button" className="button" onClick={() => leave('onNo')}>
            {plainWords(asked.confirm.deny) || 'Cancel'}
          </button>
          <button
            type="button"
            data-autofocus="true"
            className={`button ${asked.confirm.style === 'danger' ? 'danger' : 'primary'} solid`}
            onClick={() => leave('onYes')}
          >
            {plainWords(asked.confirm.confirm) || 'Yes'}
          </button>
        </>
      }
    >
      {asked.confirm.text && <TextObjectView text={asked.confirm.text} />}
    </Dialog>
  );
  return { ask, dialog };
}
