# A silo. Build from the repository's root:
#   docker build -f deploy/containers/silo.Dockerfile -t payments-silo:1.0.0 .
# Tags are exact; how to pin the digests behind them: docs/operations.md, "Images".
FROM mcr.microsoft.com/dotnet/sdk:10.0.401-noble AS build
# The default of Directory.Packages.props. What your tests ran with: docs/operations.md, "Images".
ARG ORLEANS_VERSION=10.4.2
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /source
COPY . .
RUN dotnet publish silos/Payments.Silo/Payments.Silo.csproj --configuration Release --output /app \
    -p:GrainRuntime=Orleans -p:OrleansVersion=$ORLEANS_VERSION -p:UseAppHost=false

FROM mcr.microsoft.com/dotnet/aspnet:10.0.12-noble
# Nothing is written outside of /tmp, so the root file system can be read-only.
ENV DOTNET_EnableDiagnostics=0 Payments__Listen=0.0.0.0 Payments__Port=8080 Payments__Cluster__Enabled=true
WORKDIR /app
COPY --from=build --chown=0:0 /app .
USER 1654:1654
EXPOSE 8080 11111 30000
ENTRYPOINT ["dotnet", "Payments.Silo.dll"]
