import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { SnapshotProvider } from './snapshot.tsx';
import './style/index.css';
import { Spoken } from './words/spoken.tsx';

const page = document.getElementById('page');
if (!page) throw new Error('The page has no place to put the app.');

createRoot(page).render(
  <StrictMode>
    <SnapshotProvider>
      <Spoken>
        <App />
      </Spoken>
    </SnapshotProvider>
  </StrictMode>,
);
