# One image for every process; the command says which one a container runs.
FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-progress
COPY . .
RUN npm run build

FROM node:20-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The embedded PostgreSQL is an optional package; here the database is a container of its own.
RUN npm ci --omit=dev --omit=optional --no-progress

FROM node:20-slim AS runtime
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY scripts ./scripts
COPY seed ./seed
# A volume mounted here starts with the folder's owner.
RUN install -d -o node -g node -m 700 /state /objects
USER node
# Node as process 1 gets the signals; it has no children that somebody would have to reap.
CMD ["node", "dist/apps/api/src/main.js"]
