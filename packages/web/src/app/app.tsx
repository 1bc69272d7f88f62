import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Suspense } from 'react';
import { Route, Router, Switch } from 'wouter';
import { Refusal } from '../api/ask.ts';
import { Follow, Followed } from '../api/live.ts';
import { Spoken } from '../words/words.tsx';
import { Frame } from './frame.tsx';
import { NotFound } from './not-found.tsx';
import { pages } from './pages.ts';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // What is refused stays refused until something changes; what did not arrive is asked again.
      retry: (count, error) => error instanceof Refusal && error.code === 'unreachable' && count < 30,
      retryDelay: (count) => Math.min(1_000 * 2 ** count, 10_000),
      staleTime: 15_000,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
const follow = new Follow(client);
follow.start();

/** The console. */
export function App() {
  return (
    <QueryClientProvider client={client}>
      <Followed.Provider value={follow}>
        <Spoken>
          <Router base="/console">
            <Frame>
              <Suspense fallback={<div className="loading" aria-busy="true" />}>
                <Switch>
                  {pages.map(({ path, content }) => (
                    <Route key={path} path={path} component={content} />
                  ))}
                  <Route component={NotFound} />
                </Switch>
              </Suspense>
            </Frame>
          </Router>
        </Spoken>
      </Followed.Provider>
    </QueryClientProvider>
  );
}
