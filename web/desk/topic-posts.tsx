/** The posts that were counted for one topic. A feed is hostile text: shown as text, no pictures, links to http(s) only. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useText } from "./i18n.ts";
import { Loading } from "./shell.tsx";
import { useTopics } from "./topics.tsx";
import { type Filter, type Post, topicsApi } from "./topics-api.ts";

export function TopicPage() {
  const { t, say, lang } = useText();
  const { topicId } = useParams({ from: "/inside/desk/topics/$topicId" });
  const filter = useSearch({ from: "/inside/desk/topics/$topicId" });
  const table = useTopics(filter);
  const list = useQuery({
    queryKey: ["topics", "posts", topicId, filter, lang],
    queryFn: () => topicsApi.posts(topicId, filter, lang),
    staleTime: 0,
  });
  const named = table.data?.topics.find(({ id }) => id === topicId)?.name;
  const title = named ? say(named) : topicId;
  useEffect(() => {
    document.title = `${title} · ${t("brand")}`;
  }, [title, t]);
  return (
    <main className="house topics" id="main">
      <p>
        <Link to="/desk/topics" search={filter}>
          {t("topics.back")}
        </Link>
      </p>
      <h1>{title}</h1>
      {list.data ? (
        <Posts posts={list.data.posts} isAll={list.data.isAll} filter={filter} />
      ) : (
        <Loading error={list.error} again={() => void list.refetch()} />
      )}
    </main>
  );
}

function Posts({ posts, isAll, filter }: { posts: Post[]; isAll: boolean; filter: Filter }) {
  const { t } = useText();
  if (posts.length === 0) return <p className="blank">{t("topics.posts.none")}</p>;
  return (
    <>
      <p className="m">
        {t(isAll ? "topics.posts.all" : "topics.posts.newest", {
          ...{ count: posts.length, days: filter.days },
        })}
      </p>
      <table>
        <thead>
          <tr>
            {["title", "source", "at", "why"].map((head) => (
              <th key={head} scope="col">
                {t(`topics.posts.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {posts.map((post) => (
            <One key={`${post.source} ${post.key}`} post={post} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function One({ post }: { post: Post }) {
  const { t, moment } = useText();
  const { title, url, source, at, matchedBy, counts } = post;
  return (
    <tr>
      <td className="say">
        {url && /^https?:\/\//i.test(url) ? (
          <a href={url} rel="nofollow noopener noreferrer" target="_blank">
            {title}
          </a>
        ) : (
          title || t("topics.posts.untitled")
        )}
        {counts ? null : <p className="m">{t("topics.posts.not-counted")}</p>}
      </td>
      <td>{source}</td>
      <td>
        <time dateTime={at}>{moment(at)}</time>
      </td>
      <td className="mono">{matchedBy}</td>
    </tr>
  );
}
