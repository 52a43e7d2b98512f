/**
 * What NewsML-G2 2.35 asks of the elements that articles here are told with: their order, which of them must be
 * there, and the forms of codes, dates and references. For those who have not the whole schema of the IPTC.
 */
export const newsmlShape = `<?xml version="1.0"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="http://iptc.org/std/nar/2006-10-01/"
  targetNamespace="http://iptc.org/std/nar/2006-10-01/" elementFormDefault="qualified">
  <xs:import namespace="http://www.w3.org/XML/1998/namespace" schemaLocation="xml.xsd"/>
  <xs:simpleType name="qcode"><xs:restriction base="xs:string"><xs:pattern value="[^\\s:]+:[^\\s]+"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="line"><xs:restriction base="xs:string"><xs:pattern value="[\\S ]*"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="urgency"><xs:restriction base="xs:integer"><xs:minInclusive value="1"/><xs:maxInclusive value="9"/></xs:restriction></xs:simpleType>
  <xs:complexType name="code"><xs:sequence><xs:element name="name" type="line" minOccurs="0"/></xs:sequence>
    <xs:attribute name="qcode" type="qcode"/><xs:attribute name="uri" type="xs:anyURI"/></xs:complexType>
  <xs:complexType name="concept"><xs:sequence><xs:element name="name" type="line" minOccurs="0"/>
    <xs:element name="related" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="name" type="line"/></xs:sequence>
      <xs:attribute name="reluri" type="xs:anyURI"/></xs:complexType></xs:element></xs:sequence>
    <xs:attribute name="type" type="qcode"/><xs:attribute name="uri" type="xs:anyURI"/></xs:complexType>
  <xs:complexType name="label"><xs:simpleContent><xs:extension base="xs:string">
    <xs:attribute name="role" type="qcode"/><xs:attribute name="roleuri" type="xs:anyURI"/></xs:extension></xs:simpleContent></xs:complexType>
  <xs:element name="newsItem"><xs:complexType><xs:sequence>
    <xs:element name="catalog"><xs:complexType><xs:sequence><xs:element name="scheme" maxOccurs="unbounded"><xs:complexType>
      <xs:attribute name="alias" type="xs:NCName" use="required"/><xs:attribute name="uri" type="xs:anyURI" use="required"/>
    </xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
    <xs:element name="rightsInfo" minOccurs="0"><xs:complexType><xs:sequence>
      <xs:element name="copyrightHolder" type="concept" minOccurs="0"/>
      <xs:choice minOccurs="0" maxOccurs="unbounded"><xs:element name="copyrightNotice" type="label"/><xs:element name="usageTerms" type="label"/></xs:choice>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="itemMeta"><xs:complexType><xs:sequence>
      <xs:element name="itemClass" type="code"/><xs:element name="provider" type="concept"/>
      <xs:element name="versionCreated" type="xs:dateTime"/><xs:element name="firstCreated" type="xs:dateTime" minOccurs="0"/>
      <xs:element name="pubStatus" type="code" minOccurs="0"/><xs:element name="service" type="code" minOccurs="0"/>
      <xs:element name="edNote" type="label" minOccurs="0"/><xs:element name="signal" type="code" minOccurs="0"/>
      <xs:element name="expires" type="xs:dateTime" minOccurs="0"/>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="contentMeta"><xs:complexType><xs:sequence>
      <xs:element name="urgency" type="urgency" minOccurs="0"/><xs:element name="contentCreated" type="xs:dateTime" minOccurs="0"/>
      <xs:element name="contentModified" type="xs:dateTime" minOccurs="0"/>
      <xs:choice minOccurs="0" maxOccurs="unbounded"><xs:element name="located" type="concept"/><xs:element name="creator" type="concept"/></xs:choice>
      <xs:choice minOccurs="0" maxOccurs="unbounded">
        <xs:element name="language"><xs:complexType><xs:attribute name="tag" type="xs:language" use="required"/></xs:complexType></xs:element>
        <xs:element name="subject" type="concept"/><xs:element name="headline" type="label"/><xs:element name="description" type="label"/></xs:choice>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="partMeta" minOccurs="0"><xs:complexType><xs:choice minOccurs="0" maxOccurs="unbounded">
      <xs:element name="creditline" type="line"/><xs:element name="description" type="label"/></xs:choice>
      <xs:attribute name="contentrefs" type="xs:IDREFS"/></xs:complexType></xs:element>
    <xs:element name="contentSet"><xs:complexType><xs:sequence>
      <xs:element name="inlineXML"><xs:complexType><xs:sequence><xs:any namespace="##any" processContents="lax"/></xs:sequence>
        <xs:attribute name="contenttype" type="xs:string"/><xs:attribute ref="xml:lang"/></xs:complexType></xs:element>
      <xs:element name="remoteContent" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
        <xs:attribute name="id" type="xs:ID"/><xs:attribute name="href" type="xs:anyURI"/><xs:attribute name="contenttype" type="xs:string"/>
        <xs:attribute name="width" type="xs:nonNegativeInteger"/><xs:attribute name="height" type="xs:nonNegativeInteger"/>
      </xs:complexType></xs:element>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence>
    <xs:attribute name="standard" type="xs:string" use="required"/><xs:attribute name="standardversion" type="xs:string" use="required"/>
    <xs:attribute name="conformance" type="xs:string"/><xs:attribute name="guid" type="xs:string" use="required"/>
    <xs:attribute name="version" type="xs:positiveInteger"/><xs:attribute ref="xml:lang"/>
  </xs:complexType></xs:element>
</xs:schema>`;

/** The attribute of XML itself that the shape refers to. */
export const xmlShape = `<?xml version="1.0"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/XML/1998/namespace">
  <xs:attribute name="lang" type="xs:language"/>
</xs:schema>`;
