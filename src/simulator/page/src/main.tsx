import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { StoreContext } from './state/context.ts';
import { createStore } from './state/store.ts';
import './styles/index.css';

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <StoreContext value={createStore()}>
        <App />
      </StoreContext>
    </StrictMode>,
  );
}
