/**
 * Pages that come when they are first opened. Figures are for few, and whoever decides on cases must not wait for
 * their charts.
 */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Loading } from "./shell.tsx";

type Page = () => ReactNode;

export function later<Name extends string>(
  bring: () => Promise<Record<Name, Page>>,
  name: Name,
): Page {
  return function Later() {
    const page = useQuery<Page>({
      ...{ queryKey: ["page", name], queryFn: async () => (await bring())[name] },
      // Once here it stays. Without a network it is not waited for: a page says that it did not come.
      ...{ staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY },
      networkMode: "always",
    });
    if (page.data) return <page.data />;
    const again = async () => {
      const { isError } = await page.refetch();
      // A browser may remember that a file did not come, and a newer server has other files: then all is read anew.
      if (isError && (await isThere())) location.reload();
    };
    return (
      <main className="ins" id="main">
        <Loading error={page.error} again={() => void again()} />
      </main>
    );
  };
}

const isThere = () =>
  fetch(location.pathname, { method: "HEAD" }).then(
    ({ ok }) => ok,
    () => false,
  );
