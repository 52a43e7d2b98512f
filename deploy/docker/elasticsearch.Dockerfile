# The official image with the official Korean analyser. The version is that of the native flavour
# (engines/elasticsearch/elasticsearch.ts); our own plugin never goes in here.
FROM docker.elastic.co/elasticsearch/elasticsearch:9.5.4
RUN bin/elasticsearch-plugin install --batch analysis-nori
