{{/* Name of all objects: the release's, with the chart's name unless that is in it. */}}
{{- define "gateway.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "gateway.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: gateway
{{- end -}}

{{- define "gateway.labels" -}}
{{ include "gateway.selectorLabels" . }}
{{ include "gateway.commonLabels" . }}
{{- end -}}

{{- define "gateway.commonLabels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* What all pods are not allowed. The user is `node` of the base image. */}}
{{- define "gateway.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "gateway.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{/* Reference to an image: its digest, else its tag, else the chart's appVersion. Takes (image, root). */}}
{{- define "gateway.image" -}}
{{- $image := index . 0 -}}
{{- $root := index . 1 -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $image.repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $image.repository (default $root.Chart.AppVersion $image.tag) -}}
{{- end -}}
{{- end -}}

{{/* A setting as a variable has it. Numbers of a values file are floats: 16777216 would become 1.6777216e+07. */}}
{{- define "gateway.setting" -}}
{{- if kindIs "float64" . }}{{ printf "%.0f" . }}{{ else }}{{ toString . }}{{ end -}}
{{- end -}}

{{/* Secrets stand in files, which the gateway reads again on SIGHUP; other settings of the Secret are variables. */}}
{{- define "gateway.isFile" -}}
{{- if regexMatch "SECRET$|_KEY$|PASSWORD$" . }}yes{{ end -}}
{{- end -}}

{{/* Keys of the Secret that are files, as volume items; empty: none. */}}
{{- define "gateway.secretItems" -}}
{{- range .Values.existingSecret.keys }}
{{- if include "gateway.isFile" . }}
- { key: {{ . }}, path: {{ . }} }
{{- end }}
{{- end }}
{{- end -}}

{{- define "gateway.env" -}}
- name: ADMIN_PORT
  value: "9464"
{{- if .Values.sandbox.enabled }}
{{- if .Values.settings.TELNYX_API_URL }}{{ fail "settings.TELNYX_API_URL and sandbox.enabled exclude each other" }}{{ end }}
- name: TELNYX_API_URL
  value: "http://{{ include "gateway.fullname" . }}-sandbox:4010/v2"
{{- end }}
{{- range $name, $value := .Values.settings }}
- name: {{ $name }}
  value: {{ include "gateway.setting" $value | quote }}
{{- end }}
{{- with .Values.existingSecret }}
{{- $secret := .name }}
{{- if and .keys (not $secret) }}{{ fail "existingSecret.name is needed where existingSecret.keys are listed" }}{{ end }}
{{- if and $secret (not .keys) }}{{ fail "existingSecret.keys must list what the gateway gets of the Secret" }}{{ end }}
{{- range .keys }}
{{- if hasKey $.Values.settings . }}{{ fail (printf "%s is both in settings and in existingSecret.keys" .) }}{{ end }}
{{- if include "gateway.isFile" . }}
- name: {{ . }}_FILE
  value: /app/secrets/{{ . }}
{{- else }}
- name: {{ . }}
  valueFrom:
    secretKeyRef:
      name: {{ $secret }}
      key: {{ . }}
{{- end }}
{{- end }}
{{- end }}
{{- with .Values.trustedDocuments }}
{{- if and .configMap (not .files) }}{{ fail "trustedDocuments.files must list keys of the ConfigMap" }}{{ end }}
{{- if and .files (not .configMap) }}{{ fail "trustedDocuments.configMap is needed where files are listed" }}{{ end }}
{{- if .files }}
- name: TRUSTED_DOCUMENTS
  value: {{ printf "/app/documents/%s" (join ",/app/documents/" .files) | quote }}
{{- end }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Seconds from the signal to the kill: the stop's delay, one operation, and the margin that src/process/run.ts adds. */}}
{{- define "gateway.gracePeriod" -}}
{{- $delay := int64 (default 0 .Values.settings.STOP_DELAY_MS) -}}
{{- $operation := int64 (default 15000 .Values.settings.OPERATION_TIMEOUT_MS) -}}
{{- add (div (add $delay $operation 5000 999) 1000) 2 -}}
{{- end -}}

{{/*
TCP ports that the settings' URLs name, and 443, as a JSON list. Sentinels tell where Redis is: 6379, or a port that
networkPolicy.egressPorts adds.
*/}}
{{- define "gateway.egressPorts" -}}
{{- $schemes := dict "http" 80 "https" 443 "redis" 6379 "rediss" 6379 "redis+sentinel" 26379 "rediss+sentinel" 26379 -}}
{{- $ports := concat (list 443) .Values.networkPolicy.egressPorts -}}
{{- if .Values.sandbox.enabled }}{{ $ports = append $ports 4010 }}{{ end -}}
{{- range $name, $value := .Values.settings -}}
{{- if and (kindIs "string" $value) (contains "://" $value) (ne $name "CORS_ORIGINS") -}}
{{- /* urlParse takes no list of hosts. */ -}}
{{- $scheme := regexFind "^[a-z+]+" (lower $value) -}}
{{- $hosts := regexReplaceAll "^[^:]+://([^@/]*@)?([^/?#]*).*$" $value "${2}" -}}
{{- range splitList "," $hosts -}}
{{- $named := regexFind ":[0-9]+$" . -}}
{{- if $named }}{{ $ports = append $ports (trimPrefix ":" $named | int) -}}
{{- else if hasKey $schemes $scheme }}{{ $ports = append $ports (index $schemes $scheme) }}{{ end -}}
{{- end -}}
{{- if hasSuffix "+sentinel" $scheme }}{{ $ports = append $ports 6379 }}{{ end -}}
{{- end -}}
{{- end -}}
{{- $whole := list -}}
{{- range $ports }}{{ $whole = append $whole (int .) }}{{ end -}}
{{- $whole | uniq | toJson -}}
{{- end -}}
