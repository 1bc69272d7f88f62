import {
  keepPreviousData,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { type Answer, ask, type Question, type Refusal } from './ask.ts';
import type { Endpoints } from './contract.ts';

type Name = keyof Endpoints;

/**
 * What an endpoint answers, kept, shown while it is asked again, and asked again when the events say so.
 *
 * @param enabled false while it is not yet known what to ask
 * @example const { data, error } = useAsk('readDowntime', { params: { id } });
 */
export function useAsk<N extends Name>(
  name: N,
  question: Question<N> = {},
  { enabled = true, every }: { readonly enabled?: boolean; readonly every?: number } = {},
): UseQueryResult<Answer<N>, Refusal> {
  return useQuery<Answer<N>, Refusal>({
    queryKey: [name, question],
    queryFn: ({ signal }) => ask(name, { ...question, signal }),
    placeholderData: keepPreviousData,
    enabled,
    ...(every !== undefined && { refetchInterval: every }),
  });
}

/**
 * A list that comes in pages, page after page.
 *
 * @example const { items, more } = usePages('listNotices', { query: { downtime: id } });
 */
export function usePages<N extends Name>(
  name: N,
  question: Question<N> = {},
  { enabled = true }: { readonly enabled?: boolean } = {},
): {
  readonly items: readonly ItemOf<Answer<N>>[] | undefined;
  readonly error: Refusal | null;
  readonly isAsking: boolean;
  /** Asks for the next page; null on the last. */
  readonly more: (() => void) | null;
} {
  const { query = {} } = question as { query?: object };
  const pages = useInfiniteQuery<Paged<ItemOf<Answer<N>>>, Refusal>({
    queryKey: [name, 'pages', question],
    queryFn: async ({ pageParam, signal }) => {
      const after = pageParam === null ? {} : { after: pageParam };
      return (await ask(name, {
        ...question,
        query: { ...query, ...after },
        signal,
      } as Question<N>)) as never;
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    enabled,
  });
  return {
    items: pages.data?.pages.flatMap(({ items }) => items),
    error: pages.error,
    isAsking: pages.isFetching,
    more: pages.hasNextPage && !pages.isFetchingNextPage ? () => void pages.fetchNextPage() : null,
  };
}

interface Paged<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

type ItemOf<A> = A extends { readonly items: readonly (infer T)[] } ? T : never;

/**
 * Something that changes what the server keeps. What was asked before is asked again when it is done, except
 * for previews (`{ query: { dryRun: 'true' } }`).
 *
 * @example const cancel = useChange('cancel'); cancel.mutate({ params: { id }, body: { why }, version });
 */
export function useChange<N extends Name>(name: N): UseMutationResult<Answer<N>, Refusal, Question<N>> {
  const client = useQueryClient();
  return useMutation<Answer<N>, Refusal, Question<N>>({
    mutationFn: (question) => ask(name, question),
    onSuccess: async (_, question) => {
      const { query = {} } = question as { query?: { dryRun?: string } };
      if (query.dryRun !== 'true') await client.invalidateQueries();
    },
  });
}
