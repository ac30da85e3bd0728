import { useSnapshot, useStore } from '../state/context.ts';
import { Icon } from './icons.tsx';

/** Short words about what just went wrong, gone after a while. */
export function Toasts() {
  const store = useStore();
  const { toasts } = useSnapshot();
  return (
    <div className="toasts" role="alert" data-testid="toasts">
      {toasts.map((toast) => (
        <div key={toast.id} className="toast" data-testid="toast">
          <span>{toast.text}</span>
          <button
            type="button"
            className="icon-button"
            aria-label="Hide this notice"
            onClick={() => store.dismiss(toast.id)}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
