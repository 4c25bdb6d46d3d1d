{{- define "rightful.name" -}}
{{- printf "%s" .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{- define "rightful.selector" -}}
app.kubernetes.io/name: rightful
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "rightful.labels" -}}
{{ include "rightful.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* What the server and the migration share: they read the same settings and run as the same nobody. */}}
{{- define "rightful.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "rightful.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{- define "rightful.env" -}}
- name: RIGHTFUL_HOST
  value: "0.0.0.0"
- name: RIGHTFUL_PORT
  value: {{ .Values.port | quote }}
{{- range $name, $value := .Values.env }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- range $name, $key := .Values.secret.keys }}
- name: {{ $name }}_FILE
  value: /run/secrets/rightful/{{ $key }}
{{- end }}
{{- end -}}

{{- define "rightful.mounts" -}}
- { name: secrets, mountPath: /run/secrets/rightful, readOnly: true }
- { name: tmp, mountPath: /tmp }
{{- end -}}

{{- define "rightful.volumes" -}}
- name: secrets
  secret:
    secretName: {{ .Values.secret.name }}
    defaultMode: 0440
- name: tmp
  emptyDir: {}
{{- end -}}
