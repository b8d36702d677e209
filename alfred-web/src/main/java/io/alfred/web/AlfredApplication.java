package io.alfred.web;

import io.alfred.web.admin.AdminTokenResource;
import io.alfred.web.admin.AlertsResource;
import io.alfred.web.admin.AuditResource;
import io.alfred.web.admin.BenchResource;
import io.alfred.web.admin.CatalogueResource;
import io.alfred.web.admin.InitResource;
import io.alfred.web.admin.KeysResource;
import io.alfred.web.admin.LedgerResource;
import io.alfred.web.admin.LimitsResource;
import io.alfred.web.admin.ModelPricesResource;
import io.alfred.web.admin.OrgsResource;
import io.alfred.web.admin.ProvidersResource;
import io.alfred.web.admin.ReconciliationsResource;
import io.alfred.web.admin.RefundsResource;
import io.alfred.web.admin.ResolutionResource;
import io.alfred.web.admin.StatusResource;
import io.alfred.web.admin.TeamsResource;
import io.alfred.web.admin.TransfersResource;
import io.alfred.web.admin.UsersResource;
import io.alfred.web.admin.WalletRulesResource;
import io.alfred.web.admin.WalletsResource;
import io.alfred.web.admin.WhoamiResource;
import io.alfred.web.proxy.ChatResource;
import io.alfred.web.proxy.MediaResource;
import io.alfred.web.proxy.MessagesResource;
import io.alfred.web.proxy.ModelsResource;
import io.alfred.web.proxy.OpenAiResource;
import io.alfred.web.proxy.RequestsResource;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

import java.util.Map;
import java.util.Set;

/** Everything that answers over HTTP, listed by name so that nothing is served by accident. */
@ApplicationPath("/")
public class AlfredApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(
                // for every request
                RequestId.class,
                ApiGuard.class,
                BodyRequired.class,
                RepeatFilter.class,
                KeyChanges.class,
                ErrorMapper.class,
                JsonBody.class,
                // /v1
                ChatResource.class,
                OpenAiResource.class,
                MediaResource.class,
                MessagesResource.class,
                ModelsResource.class,
                RequestsResource.class,
                // /api
                InitResource.class,
                OrgsResource.class,
                TeamsResource.class,
                UsersResource.class,
                KeysResource.class,
                AdminTokenResource.class,
                WhoamiResource.class,
                ProvidersResource.class,
                CatalogueResource.class,
                ModelPricesResource.class,
                WalletsResource.class,
                WalletRulesResource.class,
                TransfersResource.class,
                LimitsResource.class,
                LedgerResource.class,
                AlertsResource.class,
                ReconciliationsResource.class,
                RefundsResource.class,
                ResolutionResource.class,
                AuditResource.class,
                BenchResource.class,
                StatusResource.class);
    }

    @Override
    public Map<String, Object> getProperties() {
        return Map.of(
                // JSON is read and written by JsonBody only: of the container's own providers
                // (JSON-B on Micro, MOXy and an older Jackson on Server) none may take turns
                "jersey.config.disableJsonBinding",
                true,
                "jersey.config.jsonFeature",
                "JsonBody",
                // else the first 8 KiB of a stream wait in a buffer
                "jersey.config.server.contentLength.buffer",
                0,
                // a status without a body stays JAX-RS's: the container would add an HTML page
                "jersey.config.server.response.setStatusOverSendError",
                true);
    }
}
