# Not run by our tests: written from what `npm start` does on Debian. Set DATABASE_URL; see compose.yaml.
FROM node:24-bookworm-slim
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node web/build.mjs && chown -R node:node /app
USER node
ENV RIGHTFUL_HOST=0.0.0.0
EXPOSE 8700
# tini or `docker run --init` reaps what the embedded database leaves, where that one is used.
CMD ["node", "src/main.ts", "start"]
